import { RoomPage } from '../e2e/support/room-page.ts';
import type { Profile } from './profile.ts';

/** Without a new row for so long, milliseconds, there is nothing more to come. */
const patience = 20_000;

/** Opens a window that has shown nothing yet, scrolls to the beginning, and compares what it shows. */
export async function readAnew(profile: Profile, expected: ReadonlySet<string>): Promise<void> {
  const { chronicle, name, wiki, path } = profile.options;
  const page = await profile.newPage();
  await page.goto(wiki + path);
  const room = new RoomPage(page);
  await room.log.getByRole('article').first().waitFor();
  const scroller = room.element.locator('wiki-room-timeline .scroller');
  const rows = profile.rows.get(page) ?? new Map<string, never>();
  const missing = (): string[] => {
    const shown = new Set([...rows.values()].map(({ token }) => token));
    return [...expected].filter((token) => !shown.has(token));
  };
  let known = -1;
  let since = Date.now();
  while (missing().length > 0 && Date.now() - since < patience) {
    if (rows.size > known) {
      known = rows.size;
      since = Date.now();
    }
    await scroller.evaluate((element) => {
      element.scrollTop = Math.max(0, element.scrollTop - element.clientHeight);
    });
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  if (missing().length > 0) chronicle.complain(`${name}: a fresh view does not show ${missing().join(', ')}`);
  const keys = new Map<string, string>();
  for (const { key, token, state, words } of rows.values()) {
    if (state !== 'arrived') chronicle.complain(`${name}: a fresh view shows ${token ?? key} as ${state}: ${words}`);
    if (token === undefined) continue;
    if (keys.has(token)) chronicle.complain(`${name}: a fresh view shows ${token} twice`);
    keys.set(token, key);
  }
  await page.close();
}
