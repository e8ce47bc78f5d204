import type { MessageDraft } from './outbox.ts';

/** What a message answers, and the thread that it is written in. */
export type Answer = Pick<MessageDraft, 'replyTo' | 'thread'>;

/** One message of what is written. */
export interface DraftPart extends Answer {
  readonly text: string;
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
export interface StoredDraft extends Answer {
  readonly text: string;
  /** The part of `text` that is being written, where the rest of it is being stored: other tabs show this part. */
  readonly written?: string;
  readonly edit?: StoredEdit;
}

/** A draft as it is found again; `undefined`: there is nothing in it. */
export function storedDraft(draft: Draft | undefined): StoredDraft | undefined {
  if (draft === undefined) return undefined;
  const { storing = [], edit, ...written } = draft;
  const answer = answerOf([...storing, written].find((part) => part.replyTo !== undefined));
  const text = joinedTexts(...storing.map((part) => part.text), written.text);
  if (text === '' && answer.replyTo === undefined && edit === undefined) return undefined;
  return {
    text,
    ...(storing.length === 0 ? {} : { written: written.text }),
    ...answer,
    ...(edit === undefined ? {} : { edit: { eventId: edit.eventId, text: edit.text } }),
  };
}

/** This alone of what has it among others. */
export function answerOf({ replyTo, thread }: Answer = {}): Answer {
  return { ...(replyTo === undefined ? {} : { replyTo }), ...(thread === undefined ? {} : { thread }) };
}

/** Several messages in one field. */
export function joinedTexts(...texts: string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}
