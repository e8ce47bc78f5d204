import type { Contender } from '../contender.ts';
import type { RowId, Values } from '../rows.ts';
import { type Place, pathOf, signedIn, watchNewestRow } from './place.ts';
import { visit } from './visit.ts';

const slowdown = 4;

/** Opens a room cold while the page's main thread runs four times slower. */
export async function slowed(
  place: Place,
  contender: Contender,
  room: 'news' | 'alpha',
  asked: ReadonlySet<RowId>,
): Promise<Values> {
  if (!asked.has(`blocking-slowed-${room}`) && !asked.has(`longest-slowed-${room}`)) return {};
  return signedIn(place, contender, async (profile) => {
    const tab = await profile.newTab();
    await tab.devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const watch = watchNewestRow(place, contender, room);
    const seen = await visit(profile, tab, pathOf(contender, room), watch, place.watchMs);
    place.note(contender, `slowed-${room}`, { scripts: seen.scripts });
    return { [`blocking-slowed-${room}`]: seen.blocking, [`longest-slowed-${room}`]: seen.longest };
  });
}
