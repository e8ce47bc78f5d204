import type { Contender } from '../contender.ts';
import { Profile } from '../profile.ts';
import type { RowId, Values } from '../rows.ts';
import { type Place, pathOf } from './place.ts';
import { visit } from './visit.ts';

/** What a stranger to the wiki downloads until our element offers to sign in; the other pages cannot sign in. */
export async function signInButton(place: Place, contender: Contender, asked: ReadonlySet<RowId>): Promise<Values> {
  if (contender.name !== 'wiki-room' || !asked.has('bytes-sign-in')) return {};
  await using profile = await Profile.open(place.chromium, place.base);
  const tab = await profile.newTab();
  const seen = await visit(profile, tab, pathOf(contender, 'news'), { rows: 'button', text: 'Sign in' }, 0);
  place.note(contender, 'sign-in', { scripts: seen.scripts, received: seen.received });
  return { 'bytes-sign-in': seen.bytesToSought };
}
