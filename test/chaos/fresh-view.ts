import { RoomPage } from '../e2e/support/room-page.ts';
import type { Profile } from './profile.ts';
import { problemsOfReactions } from './reactions.ts';

/** Without a new row for so long, milliseconds, there is nothing more to come. */
const patience = 20_000;

/** Opens a window that has shown nothing yet, scrolls to the beginning, and compares what it shows. */
export async function readAnew(
  profile: Profile,
  expected: ReadonlySet<string>,
  reactions: ReadonlyMap<string, string>,
): Promise<void> {
  const { chronicle, name, wiki, path } = profile.options;
  const page = await profile.newPage();
  await page.goto(wiki + path);
  const room = new RoomPage(page);
  await room.log.getByRole('article').first().waitFor();
  const scroller = room.element.locator('wiki-room-timeline .scroller');
  const rows = profile.rows.get(page) ?? new Map<string, never>();
  const missing = (): string[] => {
    const shown = new Set([...rows.values()].flatMap(({ tokens }) => tokens));
    return [...expected].filter((token) => !shown.has(token));
  };
  const scroll = async (pages: number): Promise<void> => {
    await scroller.evaluate((element, by) => {
      element.scrollTop += by * element.clientHeight;
    }, pages);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  };
  let known = -1;
  let since = Date.now();
  while (missing().length > 0 && Date.now() - since < patience) {
    if (rows.size > known) {
      known = rows.size;
      since = Date.now();
    }
    await scroll(-1);
  }
  if (missing().length > 0) chronicle.complain(`${name}: a fresh view does not show ${missing().join(', ')}`);
  const keys = new Map<string, string>();
  for (const { key, tokens, state, words } of rows.values()) {
    const called = tokens.join() || key;
    if (state !== 'arrived') chronicle.complain(`${name}: a fresh view shows ${called} as ${state}: ${words}`);
    for (const token of tokens) {
      if (keys.has(token)) chronicle.complain(`${name}: a fresh view shows ${token} twice`);
      keys.set(token, key);
    }
  }
  // A line may have been out of sight as its reactions came: on the way back it is looked at once more.
  const ofReactions = (): string[] => problemsOfReactions(reactions, rows.values());
  for (const begun = Date.now(); ofReactions().length > 0 && Date.now() - begun < patience;) await scroll(1);
  for (const problem of ofReactions()) {
    chronicle.complain(`${name}: in a fresh view ${problem}`);
  }
  await page.close();
}
