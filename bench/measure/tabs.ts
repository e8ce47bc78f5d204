import { serverName } from '../../test/stack/people.ts';
import type { Contender } from '../contender.ts';
import type { Profile, Tab } from '../profile.ts';
import type { RowId, Values } from '../rows.ts';
import { attempt } from './attempt.ts';
import { privateMemory } from './memory.ts';
import { type Place, pathOf, signedIn, watchNewestRow } from './place.ts';
import { visit } from './visit.ts';

const settleMs = 3_000;
const few = 3;
const many = 10;
/** In clear, as the first one is: what encryption takes is taken once. */
const moreRooms = ['#busy', '#new', '#old'];
const megabyte = 1_000_000;

/** What a room costs in memory that is open in several tabs, and further rooms on one page. */
export async function tabs(place: Place, contender: Contender, asked: ReadonlySet<RowId>): Promise<Values> {
  const values: Values = {};
  if ([...asked].some((id) => id.startsWith('tabs-')))
    Object.assign(values, await attempt(contender, 'tabs-memory-3', () => severalTabs(place, contender, asked)));
  if (asked.has('rooms-memory') && contender.name === 'wiki-room')
    Object.assign(values, await attempt(contender, 'rooms-memory', () => severalRooms(place, contender)));
  return values;
}

async function severalTabs(place: Place, contender: Contender, asked: ReadonlySet<RowId>): Promise<Values> {
  return signedIn(place, contender, async (profile) => {
    const opened = [await profile.newTab()];
    const empty = await atRest(profile, opened);
    const openUpTo = async (count: number): Promise<number> => {
      while (opened.length <= count) {
        const tab = await profile.newTab();
        await visit(profile, tab, pathOf(contender, 'news'), watchNewestRow(place, contender, 'news'), 0);
        opened.push(tab);
      }
      return (await atRest(profile, opened)) - empty;
    };
    const three = await openUpTo(few);
    const values: Values = { 'tabs-memory-3': three };
    const manyWanted = asked.has('tabs-memory-10') || asked.has('tabs-growth');
    if (!manyWanted || contender.connectionPerTab === true) return values;
    const more = async (): Promise<Values> => {
      const ten = await openUpTo(many);
      return { 'tabs-memory-10': ten, 'tabs-growth': ten / Math.max(three, megabyte) };
    };
    return Object.assign(values, await attempt(contender, 'tabs-memory-10', more));
  });
}

async function severalRooms(place: Place, contender: Contender): Promise<Values> {
  return signedIn(place, contender, async (profile) => {
    const tab = await profile.newTab();
    await visit(profile, tab, pathOf(contender, 'news'), watchNewestRow(place, contender, 'news'), 0);
    const one = await atRest(profile, [tab]);
    for (const room of moreRooms) {
      const address = `${room}:${serverName}`;
      await tab.page.evaluate((alias) => {
        const first = document.querySelector('wiki-room');
        const another = first?.cloneNode() as Element | undefined;
        another?.setAttribute('room', alias);
        if (another !== undefined) first?.after(another);
      }, address);
      await tab.page.waitForFunction(
        (alias) => document.querySelector(`wiki-room[room="${alias}"]`)?.matches(':state(ready)'),
        address,
        { polling: 100 },
      );
    }
    return { 'rooms-memory': ((await atRest(profile, [tab])) - one) / moreRooms.length };
  });
}

async function atRest(profile: Profile, opened: readonly Tab[]): Promise<number> {
  await opened.at(-1)?.page.waitForTimeout(settleMs);
  for (const { devtools } of opened) await devtools.send('HeapProfiler.collectGarbage');
  return privateMemory(profile);
}
