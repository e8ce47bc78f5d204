import { prepareTwin } from '../../demo/xwiki/twin.ts';
import { buildLoader } from '../../scripts/xwiki/build-loader.ts';
import { buildBundle } from '../../scripts/xwiki/bundle.ts';
import type { Contender } from '../contender.ts';
import { Profile } from '../profile.ts';
import type { RowId, Values } from '../rows.ts';
import type { Place } from './place.ts';

/** Pages of the wiki's twin on which nobody has opened a room: one has none, on the other it lies far below. */
const idlePages = ['Plain', 'Far'] as const;

/** What every page of a wiki pays for our element while no room is seen. */
export async function wikiIdle(place: Place, contender: Contender, asked: ReadonlySet<RowId>): Promise<Values> {
  if (contender.name !== 'wiki-room' || ![...asked].some((row) => row.startsWith('wiki-'))) return {};
  await buildBundle('xwiki-macro/target/bundle');
  await prepareTwin();
  const { matrix, wiki } = place.stack.origins;
  await using profile = await Profile.open(place.chromium, place.base);
  const { page } = await profile.newTab();
  const ours: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (url.startsWith(matrix) || url.includes('/WikiRoom/Code/Bundle')) ours.push(url);
  });
  let workers = 0;
  for (const name of idlePages) {
    await page.goto(`${wiki}/xwiki/bin/view/Alpha/${name}`, { waitUntil: 'load' });
    await page.waitForFunction((until) => performance.now() > until, place.watchMs, { timeout: 60_000, polling: 100 });
    workers += page.workers().length;
  }
  return { 'wiki-loader': (await buildLoader()).length, 'wiki-requests': ours.length, 'wiki-workers': workers };
}
