import type { Page } from 'playwright-core';

/** What a person sees of the room in one frame. */
export interface SeenFrame {
  /** As the homeserver told it, and not as it was at the last visit. */
  readonly live: boolean;
  /** Pixels that the element takes of the page. */
  readonly height: number;
  /** Whole pixels of it that the conversation has: less where something is asked above it. */
  readonly window: number;
  /** Lines in the window, from above: what they say, and where, in whole pixels. */
  readonly lines: readonly (readonly [text: string, top: number])[];
}

/** From now on every frame of this page in which the conversation stands is noted, where it differs from the one before. */
export async function watchFrames(page: Page): Promise<() => Promise<readonly SeenFrame[]>> {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const look = (): void => {
      const room = document.querySelector('wiki-room');
      const timeline = room?.shadowRoot?.querySelector('wiki-room-timeline')?.shadowRoot;
      const log = timeline?.querySelector('[role=log]');
      if (room == null || log == null || room.shadowRoot?.querySelector('.cover') != null) {
        // Once it has stood there, its absence is a flicker.
        if (seen.length > 0) seen.push(JSON.stringify({ live: false, height: 0, window: 0, lines: [] }));
        return;
      }
      const window = log.parentElement!.getBoundingClientRect();
      const lines = [...log.querySelectorAll('article')].flatMap((line) => {
        const { top, bottom } = line.getBoundingClientRect();
        if (bottom <= window.top || top >= window.bottom) return [];
        return [[line.innerText.replaceAll(/\s+/g, ' '), Math.round(top)]];
      });
      const height = room.getBoundingClientRect().height;
      const frame = JSON.stringify({
        live: log.getAttribute('aria-busy') !== 'true',
        height,
        // A part of a pixel comes and goes with where the element begins in its page.
        window: Math.round(window.height),
        lines,
      });
      if (seen.at(-1) !== frame) seen.push(frame);
    };
    // A message that is posted in an animation frame comes when that frame has been painted.
    const { port1, port2 } = new MessageChannel();
    const next = (): void => {
      port2.postMessage(undefined);
      requestAnimationFrame(next);
    };
    port1.onmessage = look;
    requestAnimationFrame(next);
  });
  return async () => {
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    return seen.map((frame) => JSON.parse(frame) as SeenFrame);
  };
}
