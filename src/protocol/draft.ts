/** One message of what is written. */
export interface DraftPart {
  readonly text: string;
  readonly replyTo?: string;
  /** The transaction id under which it will be sent: a part that was sent is no part of the draft any more. */
  readonly txnId?: string;
}

interface StoredEdit {
  readonly eventId: string;
  readonly text: string;
}

/** What the composer hands to the store: `text` is what is being written. */
export interface Draft extends DraftPart {
  /** What was sent before it and is being stored, oldest first. */
  readonly storing?: readonly DraftPart[];
  /** A message is being changed; `text` is what was being written before. */
  readonly edit?: StoredEdit & Pick<DraftPart, 'txnId'>;
}

/** What the composer finds again after a reload: what has not been sent, as one text. */
export interface StoredDraft {
  readonly text: string;
  /** The part of `text` that is being written, where the rest of it is being stored: other tabs show this part. */
  readonly written?: string;
  readonly replyTo?: string;
  readonly edit?: StoredEdit;
}

/** A draft as it is found again; `undefined`: there is nothing in it. */
export function storedDraft(draft: Draft | undefined): StoredDraft | undefined {
  if (draft === undefined) return undefined;
  const { storing = [], edit, ...written } = draft;
  const replyTo = [...storing, written].find((part) => part.replyTo !== undefined)?.replyTo;
  const text = joinedTexts(...storing.map((part) => part.text), written.text);
  if (text === '' && replyTo === undefined && edit === undefined) return undefined;
  return {
    text,
    ...(storing.length === 0 ? {} : { written: written.text }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(edit === undefined ? {} : { edit: { eventId: edit.eventId, text: edit.text } }),
  };
}

/** Several messages in one field. */
export function joinedTexts(...texts: string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}
