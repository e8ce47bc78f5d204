import type { Contender } from '../contender.ts';
import type { Profile, Tab } from '../profile.ts';
import type { Values } from '../rows.ts';
import { footprint } from './footprint.ts';

const messagesBack = 2_000;
const newestNumber = 10_000;
const wheelStep = 600;
const patienceMs = 300_000;

declare global {
  interface Window {
    benchScroll?: { frames: number[]; oldest: number };
  }
}

/**
 * Turns the wheel upwards in #busy, whose messages begin with their number, until one is on the page that lies 2,000
 * back. As fast as the page takes it: what is measured is the page, not the finger.
 */
export async function scrollBack(profile: Profile, tab: Tab, contender: Contender): Promise<Values> {
  if (contender.scroller === undefined) return {};
  const box = await tab.page.locator(contender.scroller).first().boundingBox();
  if (!box) throw new Error(`${contender.name} shows nothing that scrolls`);
  await tab.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await tab.page.evaluate(startRecording, contender.rows);
  const begun = performance.now();
  const goal = newestNumber - messagesBack;
  for (;;) {
    await tab.page.mouse.wheel(0, -wheelStep);
    const oldest = await tab.page.evaluate(() => window.benchScroll?.oldest ?? Infinity);
    if (oldest <= goal) break;
    if (performance.now() - begun > patienceMs)
      throw new Error(`${contender.name} came back to ${String(oldest)} only`);
  }
  const took = performance.now() - begun;
  const frames = await tab.page.evaluate(() => window.benchScroll?.frames ?? []);
  return {
    'scroll-time': took,
    'scroll-frames': frames.filter((ms) => ms > 50).length,
    'scroll-longest': Math.max(...frames),
    'scroll-nodes': (await footprint(profile, tab)).nodes,
  };
}

/** Runs in the page: notes how long each frame took and, every few frames, the lowest number among the rows. */
function startRecording(rows: string): void {
  const record = (window.benchScroll = { frames: [] as number[], oldest: Infinity });
  let last = performance.now();
  const onFrame = (now: number): void => {
    record.frames.push(now - last);
    last = now;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  // The first rows are enough, and looking at all of a long list would be work that the page has not made itself.
  setInterval(() => {
    const { find, text } = window.benchProbe ?? { find: () => [], text: () => '' };
    for (const row of find(rows).slice(0, 12)) {
      const number = /(?:^|\s)(\d{1,5}): [a-z]/.exec(text(row))?.[1];
      if (number !== undefined) record.oldest = Math.min(record.oldest, Number(number));
    }
  }, 100);
}
