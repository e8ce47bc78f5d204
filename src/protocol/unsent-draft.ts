import { storedDraft } from './draft.ts';
import type { Draft, DraftPart } from './draft.ts';

/** What is left of a draft without what was sent; the same one where nothing was. */
export function unsentDraft(draft: Draft, sent: ReadonlySet<string>): Draft | undefined {
  if (!txnIdsOf(draft).some((txnId) => sent.has(txnId))) return draft;
  const isLeft = ({ txnId }: Pick<DraftPart, 'txnId'>): boolean => txnId === undefined || !sent.has(txnId);
  const { storing = [], edit, ...last } = draft;
  const left: Draft = {
    ...(isLeft(last) ? last : { text: '' }),
    storing: storing.filter(isLeft),
    ...(edit !== undefined && isLeft(edit) ? { edit } : {}),
  };
  return storedDraft(left) && left;
}

/** The transaction ids under which its parts will be sent. */
export function txnIdsOf({ storing = [], txnId, edit }: Draft): readonly string[] {
  return [...storing.map((part) => part.txnId), txnId, edit?.txnId].filter((id) => id !== undefined);
}
