/** One message of what is written. */
interface DraftPart {
  readonly text: string;
  readonly replyTo?: string;
  /** The transaction id under which it will be sent: a part that was sent is no part of the draft any more. */
  readonly txnId?: string;
}

/** What the composer hands to the store: `text` is what is being written. */
export interface Draft extends DraftPart {
  /** What was sent before it and is being stored, oldest first. */
  readonly storing?: readonly DraftPart[];
  /** A message is being changed; `text` is what was being written before. */
  readonly edit?: { readonly eventId: string; readonly text: string };
}

/** What the composer finds again after a reload: what has not been sent, as one text. */
export interface StoredDraft {
  readonly text: string;
  /** The part of `text` that is being written, where the rest of it is being stored: other tabs show this part. */
  readonly written?: string;
  readonly replyTo?: string;
  readonly edit?: Draft['edit'];
}

/** What is left of a draft; `undefined`: nothing. `sent`: transaction ids of what was sent. */
export function storedDraft(draft: Draft | undefined, sent: ReadonlySet<string> = new Set()): StoredDraft | undefined {
  if (draft === undefined) return undefined;
  const { storing = [], edit, ...last } = draft;
  const isLeft = ({ txnId }: DraftPart): boolean => txnId === undefined || !sent.has(txnId);
  const before = storing.filter(isLeft);
  const written: DraftPart = isLeft(last) ? last : { text: '' };
  const replyTo = [...before, written].find((part) => part.replyTo !== undefined)?.replyTo;
  const text = joinedTexts(...before.map((part) => part.text), written.text);
  if (text === '' && replyTo === undefined && edit === undefined) return undefined;
  return {
    text,
    ...(before.length === 0 ? {} : { written: written.text }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(edit === undefined ? {} : { edit }),
  };
}

/** The transaction ids under which its parts will be sent. */
export function txnIdsOf({ storing = [], txnId }: Draft): readonly string[] {
  return [...storing.map((part) => part.txnId), txnId].filter((id) => id !== undefined);
}

/** Several messages in one field. */
export function joinedTexts(...texts: string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}
