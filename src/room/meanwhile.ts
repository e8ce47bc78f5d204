import type { StoredDraft } from '../protocol/draft.ts';
import type { AccountMarker, PageStore } from '../protocol/services.ts';
import { hasSameRecords } from '../protocol/session.ts';

/** What became of the account of a page that was away. */
export type Meanwhile =
  | { readonly kind: 'same' }
  /** The homeserver has ended its session. */
  | { readonly kind: 'ended' }
  /** The same person has signed in again, and may have written there. */
  | { readonly kind: 'again'; readonly draft: StoredDraft | undefined }
  /** Its reader has signed out, or another person in. */
  | { readonly kind: 'gone' };

/** There is no engine yet to tell it; where nothing can be read, nothing is known to have changed. */
export async function meanwhile(store: PageStore, account: AccountMarker, room: string): Promise<Meanwhile> {
  const stored = await store.account().catch(() => account);
  if (stored === undefined) {
    const isEnded = await store.wasEnded(account).catch(() => false);
    return { kind: isEnded ? 'ended' : 'gone' };
  }
  if (hasSameRecords(stored, account)) return { kind: 'same' };
  if (stored.userId !== account.userId) return { kind: 'gone' };
  const draft = await store
    .room(stored)
    .draft(room)
    .catch(() => undefined);
  return { kind: 'again', draft };
}
