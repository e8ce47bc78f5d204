import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';

const run = promisify(execFile);

/** KiB that a page takes to be told from others: none grows by that much by itself in a moment. */
const sign = 192 * 1024;

/**
 * Stops the renderer process of a page as a whole, page and worker, without a word to them, and gives its id.
 * `SIGCONT` lets it go on.
 */
export async function stopRenderer(page: Page): Promise<number> {
  const id = await rendererProcess(page);
  process.kill(id, 'SIGSTOP');
  return id;
}

/** The renderer whose memory grows as this page takes some; what it gives back in that moment may outweigh it once. */
async function rendererProcess(page: Page, tries = 3): Promise<number> {
  const before = await memoryOfRenderers(page);
  const taken = await page.evaluateHandle((size) => new Uint8Array(size).fill(1), sign * 1024);
  const grown = [...(await memoryOfRenderers(page))].map(([id, memory]) => ({
    id,
    by: memory - (before.get(id) ?? 0),
  }));
  await taken.dispose();
  const [most] = grown.toSorted((a, b) => b.by - a.by);
  if (most !== undefined && most.by > sign / 2) return most.id;
  assert.ok(tries > 1, 'the renderer process of the page cannot be told from others');
  return rendererProcess(page, tries - 1);
}

/** By process id, in KiB. */
async function memoryOfRenderers(page: Page): Promise<ReadonlyMap<number, number>> {
  const devtools = await page.context().browser()?.newBrowserCDPSession();
  assert.ok(devtools);
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  const ids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const { stdout } = await run('ps', ['-o', 'pid=,rss=', '-p', ids.join()]);
  const lines = stdout.trim().split('\n');
  return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
}
