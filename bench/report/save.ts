import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { BenchOptions } from '../options.ts';
import type { Results } from '../results.ts';

const folder = fileURLToPath(new URL('../results', import.meta.url));

/** Writes the results, with all that is needed to compare them with others; gives the file's name. */
export async function save(results: Results, options: BenchOptions, chromium: string): Promise<string> {
  const date = new Date().toISOString();
  const path = join(folder, `${date.replaceAll(/[:.]/g, '-')}.json`);
  const record = {
    date,
    commit: output('git', ['rev-parse', '--short', 'HEAD']),
    machine: { processor: cpus()[0]?.model, cores: availableParallelism(), memory: totalmem(), node: process.version },
    chromium: output(chromium, ['--version']),
    options: { ...options, only: [...options.only] },
    rows: results,
    visits: results.notes,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${JSON.stringify(record, null, 2)}\n`);
  return path;
}

function output(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
