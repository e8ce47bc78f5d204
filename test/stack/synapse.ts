import { type ExecFileException, execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { exists, fillOnce } from './cache.ts';
import { type Child, run, start } from './child.ts';
import { download } from './downloads.ts';
import { loopback } from './origins.ts';
import { findPython } from './prerequisites.ts';
import { type Progress, step } from './progress.ts';
import { type SynapseConfigOptions, applicationService, logConfig, synapseConfig } from './synapse-config.ts';
import { synapseVersion } from './versions.ts';
import { waitForServer } from './wait.ts';

const execute = promisify(execFile);

/** Gives the Python that has Synapse. */
export async function installSynapse(progress: Progress): Promise<string> {
  const install = async (draft: string): Promise<void> => {
    const python = await findPython();
    const log = join(draft, 'install.log');
    await step(progress, 'Installing Synapse', async () => {
      await run(python, ['-m', 'venv', join(draft, 'venv')], { log });
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
      const args = [...pip, `matrix-synapse[oidc]==${synapseVersion}`];
      await download('Synapse', () => run(pythonOf(draft), args, { log }), progress);
    });
  };
  return pythonOf(await fillOnce(`synapse-${synapseVersion}`, install, { isUsable: hasSynapse }));
}

function pythonOf(folder: string): string {
  return join(folder, 'venv', 'bin', 'python');
}

/** It is a link to the system's Python, which may have gone, or become another that does not see what was installed. */
async function hasSynapse(folder: string): Promise<boolean> {
  // Only looked for: to import it would take a second.
  const look = 'import sys, importlib.util; sys.exit(importlib.util.find_spec("synapse") is None)';
  try {
    await execute(pythonOf(folder), ['-I', '-c', look]);
    return true;
  } catch (error) {
    const { code } = error as ExecFileException;
    if (code === 'ENOENT' || typeof code === 'number') return false;
    // A machine that could not run it just now says nothing about what others may be running.
    throw error;
  }
}

export interface SynapseOptions extends SynapseConfigOptions {
  readonly python: string;
  /** For making a seed: lets the server live in the past, and write faster than it would. */
  readonly secondsBehind?: number;
}

/** A homeserver that can be stopped and started again on the same port with the same data. */
export class Synapse {
  readonly #options: SynapseOptions;
  #child: Child | undefined;

  constructor(options: SynapseOptions) {
    this.#options = options;
  }

  /** For the machine itself; browsers use the name in `stack.origins.matrix`. */
  get baseUrl(): string {
    return loopback(this.#options.ports.matrix);
  }

  async start(): Promise<void> {
    if (this.#child) return;
    const { folder, python, secrets, secondsBehind } = this.#options;
    const config = join(folder, 'homeserver.json');
    await mkdir(join(folder, 'media'), { recursive: true });
    await writeFile(config, JSON.stringify(synapseConfig(this.#options), null, 2));
    await writeFile(join(folder, 'log.json'), JSON.stringify(logConfig));
    await writeFile(join(folder, 'application-service.json'), JSON.stringify(applicationService(secrets)));
    const log = join(folder, 'synapse.log');
    if (!(await exists(join(folder, 'signing.key')))) {
      await run(python, ['-m', 'synapse.app.homeserver', '-c', config, '--generate-keys'], { log, cwd: folder });
    }
    const launch =
      secondsBehind === undefined ? ['-m', 'synapse.app.homeserver'] : ['-c', seedLauncher, String(secondsBehind)];
    const child = start(python, [...launch, '-c', config], { log, cwd: folder });
    this.#child = child;
    await waitForServer('Synapse', `${this.baseUrl}/health`, child);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await child?.stop();
  }

  /** Copies the database of a stopped one; gives a function that puts the copy back, for a stopped one again. */
  async backUp(): Promise<() => Promise<void>> {
    if (this.#child !== undefined) throw new Error('Synapse writes to its database');
    const { folder } = this.#options;
    const isDatabase = (name: string): boolean => name.startsWith('homeserver.db') && !name.endsWith('.backup');
    const kept = (await readdir(folder)).filter(isDatabase);
    for (const name of kept) await copyFile(join(folder, name), join(folder, `${name}.backup`));
    return async () => {
      if (this.#child !== undefined) throw new Error('Synapse writes to its database');
      // A log of what was written after the copy would be played on it.
      for (const name of (await readdir(folder)).filter(isDatabase)) await rm(join(folder, name));
      for (const name of kept) await copyFile(join(folder, `${name}.backup`), join(folder, name));
    };
  }

  /** Ends it in the middle of whatever it is doing. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await child?.kill();
  }
}

/**
 * Starts Synapse with a clock that is a number of seconds behind: the API sets the time of a message, but not of a
 * room's making. A seed that is lost with the machine's power is made again, so the database need not wait for the disk.
 */
const seedLauncher = `
import sys
behind = float(sys.argv.pop(1))
from synapse.storage.engines.sqlite import Sqlite3Engine
from synapse.util.clock import Clock
time = Clock.time
Clock.time = lambda self: time(self) - behind
connected = Sqlite3Engine.on_new_connection
def on_new_connection(self, connection):
    connected(self, connection)
    connection.execute("PRAGMA synchronous = OFF;")
Sqlite3Engine.on_new_connection = on_new_connection
from synapse.app.homeserver import main
main()
`;
