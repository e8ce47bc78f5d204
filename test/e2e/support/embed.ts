import type { Page } from 'playwright-core';
import { RoomPage } from './room-page.ts';

/** Adds a frame to the page, and gives what is in it. */
export async function embed(page: Page, url: string, sandbox?: string): Promise<RoomPage> {
  await page.evaluate(
    ([src, rights]) => {
      const frame = document.createElement('iframe');
      if (rights !== undefined) frame.setAttribute('sandbox', rights);
      frame.id = 'embedded';
      frame.width = '800';
      frame.height = '700';
      frame.src = src!;
      document.body.prepend(frame);
    },
    [url, sandbox] as const,
  );
  return new RoomPage(page, page.frameLocator('#embedded'));
}
