import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/** What axe finds in the element; what a page as a whole is to have is the page's own affair. */
export async function faultsOf(place: Page | Frame): Promise<readonly string[]> {
  await place.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const results = await place.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(place: string): Promise<AxeResults> } };
    return axe.run('wiki-room');
  });
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
