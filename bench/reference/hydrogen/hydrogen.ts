import {
  Client,
  FeatureSet,
  KeyType,
  LoadStatus,
  Platform,
  RoomView,
  RoomViewModel,
  createNavigation,
  createRouter,
  viewClassForTile,
} from 'hydrogen-view-sdk';

import 'hydrogen-view-sdk/theme-element-light.css';

import { pageSession, pageSettings } from '../page-settings.ts';

/**
 * A room as the read-me of hydrogen-view-sdk shows it, with the room's own view so that one can write. The session
 * comes from hydrogen's own list of sessions. Without the service worker, which only fetches media.
 */
async function main(): Promise<void> {
  const container = document.querySelector<HTMLElement>('#app');
  if (!container) return;
  const { olmJs = '', olmWasm = '' } = document.body.dataset;
  const platform = new Platform({
    container,
    assetPaths: { downloadSandbox: '', worker: '', olm: { wasm: olmWasm, wasmBundle: olmJs, legacyBundle: '' } },
    config: {},
    options: { development: false },
  });
  // The client tells its service worker the token, and fails where there is none.
  Object.defineProperty(platform, 'updateService', { value: { updateAuthData: () => undefined } });
  const navigation = createNavigation();
  platform.setNavigation(navigation);
  await platform.init();
  const urlRouter = createRouter({ navigation, history: platform.history });
  urlRouter.attach();

  const client = new Client(platform);
  void client.startWithExistingSession(pageSession().deviceId);
  await client.loadStatus.waitFor((status) => {
    // As hydrogen's own application: with a store it shows the room before it has caught up.
    const catchesUp = status === LoadStatus.FirstSync && client.sync?.status.get() === 'CatchupSync';
    return catchesUp || status === LoadStatus.Ready || status === LoadStatus.Error;
  }).promise;
  if (client.loadError) throw client.loadError;

  const { session } = client;
  const room = session.rooms.get(pageSettings().roomId);
  const features = await FeatureSet.load(platform.settingsStorage);
  const { userId: ownUserId } = pageSession();
  const viewModel = new RoomViewModel({ room, ownUserId, session, platform, urlRouter, navigation, features });
  // Not waited for, as in hydrogen's own application: it ends only when the room has been read for two seconds.
  void viewModel.load();
  container.append(new RoomView(viewModel, viewClassForTile).mount());
  window.benchRecover = async (recoveryKey) => {
    await session.enableSecretStorage(KeyType.RecoveryKey, recoveryKey);
  };
}

void main();
