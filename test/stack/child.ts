import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';

import { beforeOurEnd } from './our-end.ts';
import { toStandardError } from './progress.ts';

/** A server or tool this process started, with everything it started in turn. */
export interface Child {
  readonly pid: number;
  readonly ended: Promise<number>;
  /** Asks it to end, and makes it after a while. */
  stop(): Promise<void>;
  /** Ends it at once, as a loss of power would. */
  kill(): Promise<void>;
  /** The last lines it wrote, for an error message. */
  tail(): string;
}

export interface ChildOptions {
  readonly log: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly graceMs?: number;
  /** It must not be cut off: when this process ends before it, it is left to finish. */
  readonly finishes?: boolean;
}

/**
 * Starts a program as the leader of its own process group, so that ending the group ends whatever it has started.
 * Where the system can, it also dies with us should we be killed without a chance to clean up. What `finishes` does not.
 */
export function start(command: string, args: readonly string[], options: ChildOptions): Child {
  const log = openSync(options.log, 'a');
  const withUs = options.finishes !== true && hasSetpriv();
  const program = withUs ? 'setpriv' : command;
  const child = spawn(program, withUs ? ['--pdeathsig', 'KILL', '--', command, ...args] : args, {
    detached: true,
    stdio: ['ignore', log, log],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  closeSync(log);
  const forget = beforeOurEnd('first', () => {
    if (options.finishes === true) toStandardError(`${command} is left to finish what it has begun.`);
    // A group that is being ended by force cannot be asked: this process has no time left to wait for it.
    else signalGroup(child, 'SIGKILL');
  });
  const ended = new Promise<number>((resolve) => {
    const finish = (code: number): void => {
      forget();
      resolve(code);
    };
    child.once('exit', (code, signal) => {
      finish(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
    child.once('error', () => {
      finish(127);
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    async stop() {
      signalGroup(child, 'SIGTERM');
      const timer = setTimeout(() => {
        signalGroup(child, 'SIGKILL');
      }, options.graceMs ?? 5000);
      await ended;
      clearTimeout(timer);
      signalGroup(child, 'SIGKILL');
    },
    async kill() {
      signalGroup(child, 'SIGKILL');
      await ended;
    },
    tail: () => lastLines(options.log),
  };
}

/** Runs a tool to its end; throws its last lines if it fails. */
export async function run(command: string, args: readonly string[], options: ChildOptions): Promise<void> {
  const child = start(command, args, options);
  const code = await child.ended;
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}:\n${child.tail()}`);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
}

function lastLines(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
}

let setpriv: boolean | undefined;
function hasSetpriv(): boolean {
  setpriv ??= process.platform === 'linux' && spawnSync('setpriv', ['--version'], { stdio: 'ignore' }).status === 0;
  return setpriv;
}
