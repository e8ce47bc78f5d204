import type { Contender } from '../contender.ts';
import type { RowId, Values } from '../rows.ts';
import { echo } from './echo.ts';
import { type Place, pathOf, signedIn, watchNewestRow } from './place.ts';
import { scrollBack } from './scroll.ts';
import { visit } from './visit.ts';

const settleMs = 2_000;

/** In the room of ten thousand messages: scrolls back, then writes. */
export async function busy(place: Place, contender: Contender, asked: ReadonlySet<RowId>): Promise<Values> {
  const scrolls = [...asked].some((id) => id.startsWith('scroll-')) && contender.scroller !== undefined;
  const writes = [...asked].some((id) => id.startsWith('echo-')) && contender.writes;
  if (!scrolls && !writes) return {};
  return signedIn(place, contender, async (profile) => {
    const values: Values = {};
    // The newest row may be an echo of an earlier run, so any row of the room will do.
    const watch = { ...watchNewestRow(place, contender, 'busy'), placeholder: contender.rows };
    if (scrolls) {
      const tab = await profile.newTab();
      await visit(profile, tab, pathOf(contender, 'busy'), watch, settleMs);
      Object.assign(values, await scrollBack(profile, tab, contender));
      await tab.page.close();
    }
    if (writes) {
      const tab = await profile.newTab();
      await visit(profile, tab, pathOf(contender, 'busy'), watch, settleMs);
      Object.assign(values, await echo(tab, contender));
    }
    return values;
  });
}
