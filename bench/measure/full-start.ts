import type { Contender } from '../contender.ts';
import type { Profile } from '../profile.ts';
import type { RowId, Values } from '../rows.ts';
import { type Place, pathOf, signedIn, watchNewestRow } from './place.ts';
import { visit } from './visit.ts';

const settleMs = 2_000;
/** Tabs that stand open when the measured one starts. */
const others = 3;

/**
 * How the room of ten thousand messages starts in a fourth tab, beside the one tab of a room of a hundred: warm, both
 * in one profile. What is stored of a room must not grow with the room.
 */
export async function fullStart(place: Place, contender: Contender, asked: ReadonlySet<RowId>): Promise<Values> {
  if (!asked.has('full-start') || contender.name !== 'wiki-room') return {};
  return signedIn(place, contender, async (profile) => {
    const open = async (room: 'news' | 'busy'): Promise<{ sought: number; close: () => Promise<void> }> => {
      const { tab, sought } = await start(place, contender, profile, room);
      return { sought, close: () => tab.page.close() };
    };
    await (await open('news')).close();
    const one = await open('news');
    await one.close();
    for (let count = 0; count < others; count++) await open('busy');
    const fourth = await open('busy');
    place.note(contender, 'full-start', { one: one.sought, fourth: fourth.sought });
    return { 'full-start': fourth.sought / one.sought };
  });
}

async function start(place: Place, contender: Contender, profile: Profile, room: 'news' | 'busy') {
  const tab = await profile.newTab();
  // The newest row of the busy room may be an echo of an earlier run, so any row of the room will do.
  const watch = { ...watchNewestRow(place, contender, room), placeholder: contender.rows };
  const { sought } = await visit(profile, tab, pathOf(contender, room), watch, settleMs);
  return { tab, sought };
}
