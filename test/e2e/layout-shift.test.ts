import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

/** What of the page has moved since its first paint, as the browser tells it. What is in the element has no name there. */
function moved(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const entries = await new Promise<PerformanceEntryList>((resolve) => {
      // What was before is told at once, where there is any.
      new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve([]), 500);
    });
    type Moved = readonly { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
    const box = ({ x, y, width, height }: DOMRectReadOnly): string => [x, y, width, height].map(Math.round).join(' ');
    return entries.flatMap((entry) =>
      (entry as unknown as { sources: Moved }).sources
        .filter(({ node }) => node instanceof Node)
        .map(({ node, previousRect, currentRect }) => {
          const what = node instanceof Element ? `${node.localName}.${node.className}` : node!.nodeName;
          return `${what}: ${box(previousRect)} → ${box(currentRect)}`;
        }),
    );
  });
}

describe('a page with a room', () => {
  it('stays where it is, from its first paint to the messages, at the first visit and the next', async () => {
    const stack = await theStack();
    await using profile = await newProfile({ viewport: { width: 1000, height: 1100 } });
    const page = await profile.context.newPage();
    // The script comes when the page has been painted without it.
    await page.route('**/wiki-room/wiki-room.js', async (route) => {
      await page.evaluate(
        () =>
          new Promise((resolve) => {
            new PerformanceObserver(resolve).observe({ type: 'paint', buffered: true });
          }),
      );
      await route.continue();
    });
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/news');
    const room = new RoomPage(page);
    const footer = page.locator('footer.last');
    for (const visit of ['first', 'next']) {
      await room.composer.waitFor();
      await room.log.getByRole('article').first().waitFor();
      await room.element.locator('[role=log]:not([aria-busy])').waitFor();
      assert.ok(((await footer.boundingBox())?.y ?? Infinity) < 1100, 'what is below the room is in sight');
      assert.deepEqual(await moved(page), [], `at the ${visit} visit`);
      await page.reload();
    }
    assert.deepEqual(profile.complaints, []);
  });
});
