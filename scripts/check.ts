import { globSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { run } from './run.ts';

type Check = readonly [command: string, args: readonly string[]];

/**
 * `npm run check`: format, lint with the layer rules, types, dead code, package checks, sizes. All are run; any may fail.
 * What reads the sources goes beside what builds.
 */
const reading: readonly Check[] = [
  ['eslint', ['.', '--max-warnings', '0']],
  ['prettier', ['--check', '.']],
  ['tsc', ['-p', '.']],
  ['knip', []],
];
const building: readonly Check[] = [
  ['node', ['scripts/check-words.ts']],
  ['npm', ['run', '--silent', 'build']],
  ['publint', ['--strict']],
  ['attw', ['--pack', '.', '--profile', 'esm-only']],
  // With XWiki's own rules for the pages of an archive, and its format.
  ['npm', ['run', '--silent', 'build:xar']],
];

let failed = 0;
await Promise.all([inTurn(reading), inTurn(building)]);

async function inTurn(checks: readonly Check[]): Promise<void> {
  for (const [command, args] of checks) {
    const started = Date.now();
    const { code, output } = await run(command, args, { quiet: true });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${[command, ...args].join(' ')} (${seconds} s)`);
    if (code !== 0) {
      failed++;
      console.log(output);
    }
  }
}

/** Bytes, compressed as a server would; the first paint must not cost a page more. */
const budgets: Readonly<Record<string, number>> = { 'dist/wiki-room-page-*.js': 60_000 };
for (const [files, budget] of Object.entries(budgets)) {
  const [file = files] = globSync(files);
  const size = brotliCompressSync(readFileSync(file)).length;
  const fits = size <= budget;
  if (!fits) failed++;
  console.log(`${fits ? 'ok  ' : 'FAIL'} ${file}: ${size} of ${budget} bytes (brotli)`);
}
process.exit(failed === 0 ? 0 : 1);
