import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { demoHeaders } from '../../demo/headers.ts';
import { demoPages } from '../../demo/pages.ts';
import { FaultProxy } from './fault-proxy.ts';
import { startKeycloak } from './keycloak.ts';
import { installStack } from './installation.ts';
import { KeycloakAdmin } from './keycloak-admin.ts';
import { keycloakToken } from './keycloak-token.ts';
import { type Origins, type Ports, loopback, originsOf } from './origins.ts';
import { type Peer, type PeerOptions, signInPeer } from './peer.ts';
import { type PersonName, people } from './people.ts';
import { freePorts } from './ports.ts';
import { type Progress, silent, step } from './progress.ts';
import { realm } from './realm.ts';
import { loadSecrets } from './secrets.ts';
import { type Seed, type SeedName, plantSeed } from './seed/seed.ts';
import { Site } from './site.ts';
import { SynapseAdmin } from './synapse-admin.ts';
import type { SynapseSettings } from './synapse-config.ts';
import { Synapse } from './synapse.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface StackOptions extends Partial<SynapseSettings> {
  /** `none`: an empty homeserver; `small`: every room but the big one (default); `full`: the big one too. */
  readonly seed?: SeedName;
  /** Free ports by default. */
  readonly ports?: Ports;
  /** How long an access token of the stack's own Keycloak is good; 300 s by default. */
  readonly keycloakTokenSeconds?: number;
  /** A Keycloak that runs already; it knows the people, and no page of this stack. */
  readonly keycloakPort?: number | undefined;
  /** Where the homeserver's data lies and stays; by default a folder of this run that goes with it. */
  readonly dataFolder?: string;
  /** The built files that are served at `/wiki-room/`; the project's `dist` by default. */
  readonly dist?: string;
  /** Browsers reach the homeserver through a proxy that can be told to fail, `stack.proxy`. */
  readonly faultProxy?: boolean;
  readonly progress?: Progress;
}

/** Keycloak, Synapse and the pages, running. Ends everything when disposed, and when this process ends. */
export interface Stack extends AsyncDisposable {
  readonly origins: Origins;
  readonly ports: Ports;
  readonly users: typeof people;
  readonly seed: Seed;
  readonly site: Site;
  readonly synapse: Synapse;
  readonly admin: SynapseAdmin;
  readonly keycloakAdmin: KeycloakAdmin;
  /** Where the option `faultProxy` asks for it. */
  readonly proxy: FaultProxy | undefined;
  /** A Keycloak access token by name and password. */
  token(name: PersonName): Promise<string>;
  /** A second person at another client: a plain matrix-js-sdk with encryption. */
  peer(name: PersonName, options?: PeerOptions): Promise<Peer>;
  stop(): Promise<void>;
}

const projectDist = fileURLToPath(new URL('../../dist', import.meta.url));

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const progress = options.progress ?? silent;
  const cleanUp = new AsyncDisposableStack();
  try {
    const [{ installation, python }, secrets] = await Promise.all([installStack(progress), loadSecrets()]);
    const ports = options.ports ?? (await choosePorts(options.keycloakPort));
    const origins = originsOf(ports);
    const temporary = cleanUp.use(await temporaryFolder('stack')).path;
    // First, so that its port is held while a seed is made, and no second run takes the same data.
    const site = new Site({
      port: ports.site,
      dist: options.dist ?? projectDist,
      pages: demoPages(origins, loopback(ports.sso)),
      hostHeaders: demoHeaders(origins),
    });
    await site.start();
    cleanUp.defer(() => site.stop());
    const settings: SynapseSettings = {
      jwt: options.jwt ?? true,
      rateLimits: options.rateLimits ?? 'raised',
      accessTokenSeconds: options.accessTokenSeconds ?? 3600,
      ...(options.refreshTokenSeconds === undefined ? {} : { refreshTokenSeconds: options.refreshTokenSeconds }),
    };
    const keycloakFolder = join(temporary, 'keycloak');
    const synapseFolder = options.dataFolder ?? join(temporary, 'synapse');
    await mkdir(keycloakFolder);

    const seed = await plantSeed(options.seed ?? 'small', {
      folder: synapseFolder,
      python,
      secrets,
      progress,
    });
    let proxy: FaultProxy | undefined;
    let homeserverPorts = ports;
    if (options.faultProxy === true) {
      const [behind = 0] = await freePorts(1);
      homeserverPorts = { ...ports, matrix: behind };
      proxy = new FaultProxy({ port: ports.matrix, upstream: behind });
      await proxy.start();
      cleanUp.defer(() => proxy?.stop());
    }
    const synapse = new Synapse({
      ...settings,
      python,
      folder: synapseFolder,
      ports: homeserverPorts,
      origins,
      secrets,
    });
    const startOwnKeycloak = async (): Promise<void> => {
      const accessTokenSeconds = options.keycloakTokenSeconds ?? 300;
      const child = await startKeycloak({
        installation,
        folder: keycloakFolder,
        port: ports.sso,
        origin: origins.sso,
        realm: realm({ origins, secrets, accessTokenSeconds }),
      });
      cleanUp.defer(() => child.stop());
    };
    const starting: Promise<unknown>[] = [
      options.keycloakPort === undefined ? startOwnKeycloak() : Promise.resolve(),
      synapse.start().finally(() => {
        cleanUp.defer(() => synapse.stop());
      }),
    ];
    await step(progress, 'Starting Keycloak and Synapse', () => allOrNone(starting));

    const token = (name: PersonName): Promise<string> => keycloakToken(loopback(ports.sso), people[name]);
    const peers = new Set<Peer>();
    cleanUp.defer(() => {
      for (const peer of peers) peer.stop();
    });
    const stop = (): Promise<void> => cleanUp.disposeAsync();
    return {
      origins,
      ports,
      users: people,
      seed,
      site,
      synapse,
      admin: new SynapseAdmin(synapse.baseUrl, secrets.registrationSecret),
      keycloakAdmin: new KeycloakAdmin(loopback(ports.sso), secrets.synapseClientSecret),
      proxy,
      token,
      async peer(name, peerOptions) {
        const peer = await signInPeer(synapse.baseUrl, await token(name), peerOptions);
        peers.add(peer);
        return peer;
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await cleanUp.disposeAsync();
    throw error;
  }
}

/** Waits for all even when one fails, so that what has started late is known and can be ended. */
async function allOrNone(starting: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(starting);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function choosePorts(keycloakPort?: number): Promise<Ports> {
  const [site = 0, matrix = 0, free = 0] = await freePorts(3);
  return { site, sso: keycloakPort ?? free, matrix };
}
