import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

import { beforeOurEnd } from '../test/stack/our-end.ts';

/** From being asked to end to being made to. */
const graceMs = 10_000;

/**
 * Runs a command with the project's own tools first on PATH; resolves with its exit code and what it printed, without
 * colours. It ends with this process. With `longestSilenceMs`, a command that prints nothing for that long is ended, and
 * has failed.
 */
export function run(
  command: string,
  args: readonly string[],
  options: { quiet?: boolean; env?: Record<string, string>; longestSilenceMs?: number } = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    let output = '';
    const forget = beforeOurEnd('first', () => child.kill());
    const silence = watchSilence(options.longestSilenceMs, (seconds) => {
      console.error(`${command} has printed nothing for ${String(seconds)} s: it is ended.`);
      child.kill();
      setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
    });
    const take = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      silence.heard();
      output += chunk.toString('utf8');
      if (options.quiet !== true) stream.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    const end = (): void => {
      forget();
      silence.end();
    };
    child.on('error', (error) => {
      end();
      reject(error);
    });
    child.on('close', (code) => {
      end();
      resolve({ code: code ?? 1, output: stripVTControlCharacters(output) });
    });
  });
}

function watchSilence(
  longestMs: number | undefined,
  then: (seconds: number) => void,
): { heard: () => void; end: () => void } {
  if (longestMs === undefined) return { heard: () => undefined, end: () => undefined };
  const timer = setTimeout(then, longestMs, longestMs / 1000);
  return { heard: () => timer.refresh(), end: () => clearTimeout(timer) };
}
