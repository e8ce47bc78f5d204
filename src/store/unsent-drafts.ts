import { storedDraft } from '../protocol/draft.ts';
import type { StoredDraft } from '../protocol/draft.ts';
import { txnIdsOf, unsentDraft } from '../protocol/unsent-draft.ts';
import type { AccountRecords } from './account-records.ts';
import { asDraft } from './stored-shape.ts';

/** What is written and not sent in all rooms. */
export async function unsentDrafts(records: AccountRecords): Promise<readonly StoredDraft[]> {
  const drafts: StoredDraft[] = [];
  for (const room of await records.rooms('draft')) {
    const draft = asDraft(await records.value('draft', room));
    const unsent = draft && unsentDraft(draft, await records.outbox.sentOf(txnIdsOf(draft)));
    const stored = storedDraft(unsent);
    if (stored !== undefined) drafts.push(stored);
  }
  return drafts;
}
