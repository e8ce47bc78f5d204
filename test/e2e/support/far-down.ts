import type { BrowserContext, Page } from 'playwright-core';
import { until } from './until.ts';

/** From now on the room is far down its page: the element, and on a wiki's page the place that gets one when it is near. */
export function putFarDown(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(':is(wiki-room, .wiki-room) { margin-block-start: 6000px !important; }');
    document.adoptedStyleSheets.push(sheet);
  });
}

/** As a reader who looks for the room. */
export function scrollDown(page: Page): Promise<void> {
  return until(() =>
    page.evaluate(() => {
      scrollTo(0, 6_000);
      return scrollY > 4_000;
    }),
  );
}
