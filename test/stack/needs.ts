import { findChromium, findCompilingMaven, findJava, findPython } from './prerequisites.ts';
import { toStandardError } from './progress.ts';

const chromium = (): Promise<string> => findChromium(toStandardError);
const stack = [findJava, findPython];

/** What the suites of `test/run.ts` need beside Node; Maven for downloads is looked for where something is to be downloaded. */
const needs: Readonly<Record<string, readonly (() => Promise<string>)[]>> = {
  component: [chromium],
  xwiki: [findJava, findCompilingMaven],
  integration: stack,
  e2e: [...stack, chromium],
  twin: [...stack, chromium],
  chaos: [...stack, chromium],
};

/** Looks before they run: without it each test would fail by itself. Rejects with the first that is missing. */
export async function findNeeds(suites: readonly string[]): Promise<void> {
  for (const find of new Set(suites.flatMap((suite) => needs[suite] ?? []))) await find();
}
