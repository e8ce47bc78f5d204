import type { Contender } from '../contender.ts';
import type { Tab } from '../profile.ts';
import type { RowId, Values } from '../rows.ts';
import { attempt } from './attempt.ts';
import { echo } from './echo.ts';
import { type Place, inTab, pathOf, signedIn, watchNewestRow } from './place.ts';
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
    const take = async (rows: string, measure: (tab: Tab) => Promise<Values>): Promise<void> => {
      const inRoom = (): Promise<Values> =>
        inTab(profile, async (tab) => {
          await visit(profile, tab, pathOf(contender, 'busy'), watch, settleMs);
          return measure(tab);
        });
      Object.assign(values, await attempt(contender, rows, inRoom));
    };
    if (scrolls) await take('scroll', (tab) => scrollBack(profile, tab, contender));
    if (writes) await take('echo', (tab) => echo(tab, contender));
    return values;
  });
}
