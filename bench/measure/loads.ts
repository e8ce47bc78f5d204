import type { Contender } from '../contender.ts';
import type { Profile, Tab } from '../profile.ts';
import type { RowId, Values } from '../rows.ts';
import { attempt } from './attempt.ts';
import { footprint } from './footprint.ts';
import { type Place, inTab, pathOf, signedIn, watchNewest, watchNewestRow } from './place.ts';
import { visit } from './visit.ts';

type LoadedRoom = 'news' | 'alpha';

const settleMs = 3_000;

/** Opens a room cold, in a new profile with a session, and then, if asked, warm in the same profile. */
export async function loads(
  place: Place,
  contender: Contender,
  room: LoadedRoom,
  asked: ReadonlySet<RowId>,
): Promise<Values> {
  const wanted = [...asked].filter((id) => id.endsWith(`-${room}`) && !id.includes('slowed'));
  const storedBytes = room === 'news' && asked.has('bytes-stored');
  if (wanted.length === 0 && !storedBytes) return {};
  const warmWanted = storedBytes || wanted.some((id) => id.includes('warm'));
  return signedIn(place, contender, async (profile) => {
    const tab = await profile.newTab();
    const values = await cold(place, contender, room, profile, tab);
    if (!warmWanted) return values;
    const take = async (rows: string, measure: () => Promise<Values>): Promise<void> => {
      Object.assign(values, await attempt(contender, rows, measure));
    };
    await take(`warm-${room}`, async () => {
      await makeReadable(place, contender, room, tab);
      await tab.page.waitForTimeout(settleMs);
      await tab.page.close();
      return warm(place, contender, room, profile);
    });
    if (asked.has('warm-unplugged-news') && room === 'news' && ['wiki-room', 'floor'].includes(contender.name))
      await take('warm-unplugged-news', () => unplugged(place, contender, profile));
    if (storedBytes) await take('bytes-stored', () => bytesToStoredRoom(place, contender, room, profile));
    return values;
  });
}

async function cold(place: Place, contender: Contender, room: LoadedRoom, profile: Profile, tab: Tab): Promise<Values> {
  const watch = watchNewestRow(place, contender, room);
  const seen = await visit(profile, tab, pathOf(contender, room), watch, place.watchMs);
  place.note(contender, `cold-${room}`, { scripts: seen.scripts, received: seen.received });
  const { heap, memory, nodes } = await footprint(profile, tab);
  return {
    [`cold-${room}`]: seen.sought,
    [`bytes-newest-${room}`]: seen.bytesToSought,
    [`bytes-all-${room}`]: seen.bytesInAll,
    [`blocking-cold-${room}`]: seen.blocking,
    [`longest-cold-${room}`]: seen.longest,
    [`heap-${room}`]: heap,
    [`memory-${room}`]: memory,
    [`nodes-${room}`]: nodes,
  };
}

async function warm(place: Place, contender: Contender, room: LoadedRoom, profile: Profile): Promise<Values> {
  const watch = readable(place, contender, room);
  const seen = await inTab(profile, (tab) => visit(profile, tab, pathOf(contender, room), watch, place.watchMs));
  place.note(contender, `warm-${room}`, { scripts: seen.scripts, received: seen.received });
  return {
    [`warm-${room}`]: seen.sought,
    [`blocking-warm-${room}`]: seen.blocking,
    [`longest-warm-${room}`]: seen.longest,
  };
}

/**
 * The homeserver does not answer; hydrogen shows nothing then and js-sdk stores nothing, so both are left out. The floor page has
 * nothing to show then: what it takes with an answer is the measure.
 */
async function unplugged(place: Place, contender: Contender, profile: Profile): Promise<Values> {
  if (contender.recover) profile.unplug(place.stack.origins.matrix);
  try {
    const watch = readable(place, contender, 'news');
    const seen = await inTab(profile, (tab) => visit(profile, tab, pathOf(contender, 'news'), watch, 0));
    return { 'warm-unplugged-news': seen.sought };
  } finally {
    if (contender.recover) profile.plugIn();
  }
}

/** The room is stored, the scripts are not: what a reader's first page view costs after the cache was emptied. */
async function bytesToStoredRoom(
  place: Place,
  contender: Contender,
  room: LoadedRoom,
  profile: Profile,
): Promise<Values> {
  const watch = readable(place, contender, room);
  const seen = await inTab(profile, (tab) => visit(profile, tab, pathOf(contender, room), watch, 0));
  place.note(contender, 'stored', { received: seen.wholeToFirstRow });
  return { 'bytes-stored': Object.values(seen.wholeToFirstRow).reduce((sum, bytes) => sum + bytes, 0) };
}

async function makeReadable(place: Place, contender: Contender, room: LoadedRoom, tab: Tab): Promise<void> {
  if (room !== 'alpha' || !contender.recover) return;
  await contender.recover(tab.page, place.stack.seed.recoveryKeys['alice'] ?? '');
  const sought = [contender.rows, place.facts[room].newest.text] as const;
  await tab.page.waitForFunction(
    ([rows, text]) => window.benchProbe?.find(rows).some((row) => window.benchProbe?.text(row).includes(text)),
    sought,
    { polling: 100, timeout: 60_000 },
  );
}

/** The floor page decrypts nothing: for it the row must do, as it does cold. */
function readable(place: Place, contender: Contender, room: LoadedRoom): ReturnType<typeof watchNewest> {
  return contender.recover ? watchNewest(place, contender, room) : watchNewestRow(place, contender, room);
}
