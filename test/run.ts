import { glob } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { run } from '../scripts/run.ts';
import { prepareTwin } from '../demo/xwiki/twin.ts';
import { buildBundle } from '../scripts/xwiki/bundle.ts';
import { testPages } from '../scripts/xwiki/test-pages.ts';
import { startCommonKeycloak } from './stack/common-keycloak.ts';
import { installStack } from './stack/installation.ts';
import { findNeeds } from './stack/needs.ts';
import { StackProblem, told } from './stack/problem.ts';
import { toStandardError } from './stack/progress.ts';

/** A test that hangs fails, and lets the others come to an end. */
const longestTestMs = 15 * 60_000;
/** A runner that hangs after its tests, as a process may that a failed start has left something open in, is ended. */
const longestSilenceMs = longestTestMs + 60_000;

/** Node leaves one processor free, which on a machine with two is half of it. */
const sideBySide = `--test-concurrency=${String(availableParallelism())}`;

/** What can only be told on a plain page, or is on the twin already: docs/testing.md says why. */
const notOnTwin = /\/(policies|opaque-frame|frame-strangers|script-address|layout-shift|xwiki[\w-]*)\.test\.ts$/;

/**
 * `npm test`: every suite, then one line `N passed, N failed, N skipped` over all of them. `npm test -- unit e2e` runs
 * only those named.
 */
const suites: Record<string, () => Promise<Tally>> = {
  unit: () => nodeTests('test/unit/**/*.test.ts', [sideBySide]),
  component: componentTests,
  xwiki: wikiTests,
  integration: integrationTests,
  e2e: () => nodeTests('test/e2e/**/*.test.ts', ['--test-isolation=none']),
  twin: twinTests,
  chaos: () => nodeTests('test/chaos/*.test.ts', ['--test-concurrency=1']),
};

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(suites);
const unknown = names.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`No suite ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}.`);
  process.exit(1);
}

try {
  await findNeeds(names);
  // Once, and where it can be seen: each file would try for itself.
  if (asksFor(['integration', 'e2e', 'twin', 'chaos'])) await installStack(toStandardError);
} catch (error) {
  if (!(error instanceof StackProblem)) throw error;
  console.error(told(error));
  process.exit(1);
}

// The site of every stack serves it.
if (asksFor(['integration', 'e2e', 'twin', 'chaos'])) {
  const { code } = await run('npm', ['run', '--silent', 'build']);
  if (code !== 0) process.exit(code);
}

let total: Tally = { passed: 0, failed: 0, skipped: 0 };
for (const name of names) {
  console.log(`\n── ${name} ──`);
  const tally = (await suites[name]?.().catch(didNotBegin)) ?? { passed: 0, failed: 1, skipped: 0 };
  total = {
    passed: total.passed + tally.passed,
    failed: total.failed + tally.failed,
    skipped: total.skipped + tally.skipped,
  };
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function asksFor(some: readonly string[]): boolean {
  return names.some((name) => some.includes(name));
}

/** The other suites may still tell something. */
function didNotBegin(error: unknown): undefined {
  console.error(error);
}

async function nodeTests(
  pattern: string,
  flags: readonly string[],
  env: Record<string, string> = {},
  wanted: (file: string) => boolean = () => true,
): Promise<Tally> {
  const files: string[] = [];
  for await (const file of glob(pattern)) if (wanted(file)) files.push(file);
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const limit = `--test-timeout=${String(longestTestMs)}`;
  const { code, output } = await run('node', ['--test', '--test-reporter=spec', limit, ...flags, ...files.toSorted()], {
    env,
    longestSilenceMs,
  });
  const count = (word: string): number => Number(new RegExp(`^ℹ ${word} (\\d+)`, 'm').exec(output)?.[1] ?? 0);
  const tally = { passed: count('pass'), failed: count('fail') + count('cancelled'), skipped: count('skipped') };
  // A runner that died without a summary has failed, whatever it counted before.
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** Each file has a homeserver of its own; what signs its people in has no state that one could spoil for another. */
async function integrationTests(): Promise<Tally> {
  await using keycloak = await startCommonKeycloak();
  return await nodeTests('test/integration/**/*.test.ts', [sideBySide], keycloak.env);
}

/** The element once more, on a page of XWiki with its libraries and with the script as its attachments. */
async function twinTests(): Promise<Tally> {
  await buildBundle('xwiki-macro/target/bundle');
  await prepareTwin();
  const env = { WIKI_ROOM_PAGES: 'xwiki' };
  return nodeTests('test/e2e/**/*.test.ts', ['--test-isolation=none'], env, (file) => !notOnTwin.test(file));
}

/** The views run twice, side by side: on a plain page, and on one with Prototype.js, as a wiki page may have it. */
async function componentTests(): Promise<Tally> {
  const runs = ['', '1'].map((prototype) =>
    run('wtr', ['--config', 'web-test-runner.config.mjs'], {
      env: { PROTOTYPE: prototype },
      longestSilenceMs,
      quiet: true,
    }),
  );
  let sum: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const running of runs) {
    const { code, output } = await running;
    console.log(output);
    const count = (word: string): number =>
      Number([...output.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].at(-1)?.[1] ?? 0);
    const failed = count('failed');
    sum = {
      passed: sum.passed + count('passed'),
      failed: sum.failed + (code !== 0 && failed === 0 ? 1 : failed),
      skipped: sum.skipped + count('skipped'),
    };
  }
  return sum;
}

/** The pages of the wiki's archive in XWiki's own renderer; Maven sums up at its end. */
async function wikiTests(): Promise<Tally> {
  let sum: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { code, output } of await testPages()) {
    const [total = 0, failures = 0, errors = 0, skipped = 0] =
      [...output.matchAll(/Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$/gm)]
        .at(-1)
        ?.slice(1)
        .map(Number) ?? [];
    const failed = failures + errors;
    sum = {
      passed: sum.passed + total - failed - skipped,
      failed: sum.failed + (code !== 0 && failed === 0 ? 1 : failed),
      skipped: sum.skipped + skipped,
    };
  }
  return sum;
}
