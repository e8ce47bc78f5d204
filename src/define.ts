import { DeferredAuthenticator } from './auth/deferred-authenticator.ts';
import { discoverHomeserver } from './auth/discover-homeserver.ts';
import { defineElements } from './element/define-elements.ts';
import { WikiRoom } from './element/wiki-room.ts';
import { createPlainHostPage } from './host/plain-host-page.ts';
import { DeferredLink } from './link/deferred-link.ts';
import { browserPlatform } from './link/platform.ts';
import { part } from './protocol/part.ts';
import type { ElementSettings, RoomServices } from './protocol/services.ts';
import { openPageStore } from './store/page-store.ts';
import { schemaVersion } from './store/schema.ts';

/** Where this script lies: its engine, wasm and `callback.html` lie beside it. */
const beside = (file: string): string => new URL(file, import.meta.url).href;

const loadFramePort = part(() => import('./frame/frame-port.ts'));
const loadAuthenticator = part(() => import('./auth/authenticator.ts'));
const loadEngineLink = part(() => import('./link/engine-link.ts'));

/** One engine and one store for all elements of a page that name the same homeserver. */
const shared = new Map<string, Promise<RoomServices>>();

/** Registers the elements once and wires them to the real parts. Harmless when called again, or by a second copy. */
export function define(): void {
  WikiRoom.versions = { script: __VERSION__, stores: schemaVersion };
  WikiRoom.connect = connect;
  WikiRoom.loadFrame = async () => (await loadFramePort()).connectFrame;
  defineElements();
}

async function connect(settings: ElementSettings): Promise<RoomServices> {
  const homeserver = await discoverHomeserver(settings);
  const key = JSON.stringify([homeserver, settings.issuer, settings.clientId, settings.callback]);
  const existing = shared.get(key);
  if (existing !== undefined) return existing;
  const services = Promise.resolve(createServices(homeserver, settings));
  shared.set(key, services);
  return services;
}

function createServices(homeserver: string, settings: ElementSettings): RoomServices {
  const link = linkTo(homeserver);
  const store = openPageStore(homeserver, () => link.call('retry-connection', {}));
  return {
    link,
    store,
    host: createPlainHostPage(document),
    authenticator: new DeferredAuthenticator(async () => {
      const { createAuthenticator } = await loadAuthenticator();
      return createAuthenticator({
        homeserver,
        issuer: settings.issuer,
        clientId: settings.clientId,
        callback: settings.callback ?? beside('callback.html'),
        countLogOuts: (issuer) => store.logOuts.count(issuer),
      });
    }),
  };
}

const links = new Map<string, RoomServices['link']>();

function linkTo(homeserver: string): RoomServices['link'] {
  const existing = links.get(homeserver);
  if (existing !== undefined) return existing;
  // What the page's other scripts may replace is taken now, and not when the link is loaded.
  const platform = browserPlatform();
  const link = new DeferredLink(async () => {
    const { createEngineLink } = await loadEngineLink();
    return createEngineLink({
      homeserver,
      engineUrl: beside(__ENGINE_FILE__),
      settings: {
        homeserver,
        deviceName: location.host,
        wasmUrl: beside(__WASM_FILE__),
        asksToJoin: WikiRoom.surroundings.ownHome,
      },
      platform,
    });
  }, platform.events);
  links.set(homeserver, link);
  return link;
}
