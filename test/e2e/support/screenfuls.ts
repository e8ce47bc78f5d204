import type { RoomPage } from './room-page.ts';

/** Every line of the conversation once, from the newest to the oldest. */
export async function forEachScreenful(room: RoomPage, look: () => Promise<void>): Promise<void> {
  const scroller = room.element.locator('wiki-room-timeline .scroller');
  for (let step = 0; step < 60; step++) {
    await look();
    const isAtTop = await scroller.evaluate((element) => {
      element.scrollBy({ top: -element.clientHeight * 0.8, behavior: 'instant' });
      return element.scrollTop <= 0 && element.textContent.includes('The beginning of the room');
    });
    if (isAtTop) break;
    // What is drawn anew is measured in the frames after.
    await scroller.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }
  await look();
}
