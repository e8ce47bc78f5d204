import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** A page that runs answers within this time, milliseconds. */
const answering = 1_000;

/**
 * Stops the renderer process of a page as a whole, page and worker, without a word to them, and gives its id.
 * `SIGCONT` lets it go on.
 */
export async function stopRenderer(page: Page): Promise<number> {
  for (let attempt = 0; attempt < 4; attempt++) {
    const id = await rendererProcess(page);
    process.kill(id, 'SIGSTOP');
    if (!(await answers(page))) return id;
    // Another page was busier than this one.
    process.kill(id, 'SIGCONT');
  }
  return assert.fail('the renderer process of the page cannot be told from others');
}

/** The renderer that works while this page does. */
async function rendererProcess(page: Page): Promise<number> {
  const devtools = await page.context().browser()?.newBrowserCDPSession();
  assert.ok(devtools);
  const times = async (): Promise<Map<number, number>> => {
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    return new Map(processInfo.filter(({ type }) => type === 'renderer').map(({ id, cpuTime }) => [id, cpuTime]));
  };
  const before = await times();
  await page.evaluate(() => {
    const end = performance.now() + 1_000;
    while (performance.now() < end);
  });
  const worked = [...(await times())].map(([id, time]) => ({ id, time: time - (before.get(id) ?? 0) }));
  await devtools.detach();
  return worked.toSorted((a, b) => b.time - a.time)[0]!.id;
}

async function answers(page: Page): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), answering));
  const answer = page.evaluate(() => true).catch(() => true);
  return Promise.race([answer, late]);
}
