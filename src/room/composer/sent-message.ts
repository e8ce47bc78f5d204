import { answerOf } from '../../protocol/draft.ts';
import type { DraftPart } from '../../protocol/draft.ts';
import type { ChosenFile } from './chosen-file.ts';
import type { ComposerMode } from './composer-snapshot.ts';
import type { Relation } from './parcels.ts';

/** What was in the field when it was sent. */
export interface SentMessage {
  readonly text: string;
  /** With the blanks at its end. */
  readonly typed: string;
  readonly mode: ComposerMode;
  readonly files: readonly ChosenFile[];
  readonly relation: Relation;
  readonly txnId: string;
}

/** As a part of the draft. The change of a message is kept as such. */
export function partOf({ text, relation, txnId }: SentMessage): DraftPart {
  return { text: relation.edits === undefined ? text : '', ...answerOf(relation), txnId };
}
