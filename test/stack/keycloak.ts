import { chmod, mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { fillOnce } from './cache.ts';
import { type Child, run, start } from './child.ts';
import { unpackFromMaven } from './maven.ts';
import { loopback } from './origins.ts';
import { realmName } from './people.ts';
import { findJava } from './prerequisites.ts';
import { type Progress, step } from './progress.ts';
import { keycloakVersion } from './versions.ts';
import { waitForServer } from './wait.ts';

export interface KeycloakOptions {
  readonly installation: string;
  /** The instance's own folder: realm, log, database. */
  readonly folder: string;
  readonly port: number;
  readonly origin: string;
  readonly realm: object;
}

/** Keycloak as Maven has it, built once: an optimized start takes a third of the time of a development start. */
export async function installKeycloak(progress: Progress): Promise<string> {
  const java = await findJava();
  return fillOnce(`keycloak-${keycloakVersion}-mem`, async (draft) => {
    const artifact = `org.keycloak:keycloak-quarkus-dist:${keycloakVersion}:zip`;
    await step(progress, 'Downloading Keycloak (180 MB)', () => unpackFromMaven('Keycloak', artifact, draft, progress));
    await step(progress, 'Building Keycloak', async () => {
      const home = join(draft, `keycloak-${keycloakVersion}`);
      await chmod(join(home, 'bin', 'kc.sh'), 0o755);
      await run(join(home, 'bin', 'kc.sh'), ['build', '--db=dev-mem'], {
        log: join(draft, 'install.log'),
        env: { ...process.env, JAVA: java },
      });
      for (const entry of await readdir(home)) await rename(join(home, entry), join(draft, entry));
    });
  });
}

export async function startKeycloak(options: KeycloakOptions): Promise<Child> {
  const { installation, folder, port, origin } = options;
  await mkdir(join(folder, 'data', 'import'), { recursive: true });
  for (const part of ['conf', 'lib', 'providers', 'themes'])
    await symlink(join(installation, part), join(folder, part));
  await writeFile(join(folder, 'data', 'import', `${realmName}.json`), JSON.stringify(options.realm));
  const child = start(await findJava(), [...jvmArguments(installation, folder), ...serverArguments(port, origin)], {
    log: join(folder, 'keycloak.log'),
    cwd: folder,
  });
  // The realm answers only after it has been imported, which is later than the port opens.
  const url = `${loopback(port)}/realms/${realmName}/.well-known/openid-configuration`;
  try {
    await waitForServer('Keycloak', url, child);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return child;
}

/** What `kc.sh` passes. Started without the script, the process we hold is the server itself. */
function jvmArguments(installation: string, folder: string): string[] {
  const opened = ['java.util', 'java.util.concurrent', 'java.security', 'java.lang'];
  return [
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Xms128m',
    '-Xmx512m',
    '-Dfile.encoding=UTF-8',
    '-Duser.language=en',
    '-Djava.security.egd=file:/dev/urandom',
    `-Dkc.home.dir=${folder}`,
    `-Djboss.server.config.dir=${join(folder, 'conf')}`,
    '-Djava.util.logging.manager=org.jboss.logmanager.LogManager',
    '-Dpicocli.disable.closures=true',
    '-Dquarkus-log-max-startup-records=10000',
    '-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory',
    ...opened.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    '-cp',
    join(installation, 'lib', 'quarkus-run.jar'),
    'io.quarkus.bootstrap.runner.QuarkusEntryPoint',
  ];
}

function serverArguments(port: number, origin: string): string[] {
  return [
    'start',
    '--optimized',
    '--import-realm',
    '--cache=local',
    '--http-enabled=true',
    '--http-host=127.0.0.1',
    `--http-port=${String(port)}`,
    `--hostname=${origin}`,
  ];
}
