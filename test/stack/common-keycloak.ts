import { installStack } from './installation.ts';
import { startKeycloak } from './keycloak.ts';
import { originsOf } from './origins.ts';
import { freePorts } from './ports.ts';
import { silent } from './progress.ts';
import { realm } from './realm.ts';
import { loadSecrets } from './secrets.ts';
import { temporaryFolder } from './temporary-folder.ts';

const variable = 'WIKI_ROOM_KEYCLOAK_PORT';

export interface CommonKeycloak extends AsyncDisposable {
  /** Tells the stacks of other processes that it is there. */
  readonly env: Record<string, string>;
}

/** One Keycloak for many homeservers: it takes longer to start than most test files take. No browser signs in by it. */
export async function startCommonKeycloak(): Promise<CommonKeycloak> {
  await using started = new AsyncDisposableStack();
  const [{ installation }, secrets, [port = 0, site = 0, matrix = 0]] = await Promise.all([
    installStack(silent),
    loadSecrets(),
    freePorts(3),
  ]);
  const folder = started.use(await temporaryFolder('keycloak')).path;
  const origins = originsOf({ site, sso: port, matrix });
  const child = await startKeycloak({
    installation,
    folder,
    port,
    origin: origins.sso,
    realm: realm({ origins, secrets, accessTokenSeconds: 300 }),
  });
  started.defer(() => child.stop());
  const running = started.move();
  return { env: { [variable]: String(port) }, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Where this process was told of one; a test file that is run alone was not. */
export function commonKeycloakPort(): number | undefined {
  const port = process.env[variable];
  return port === undefined ? undefined : Number(port);
}
