import type { ErrorData } from '../../protocol/error.ts';
import type { ChangedIdentities } from '../../protocol/outbox.ts';
import type { MessageRow, RedactedRow } from '../../protocol/row.ts';
import type { ChosenFile } from './chosen-file.ts';
import type { SendTrouble } from './send-trouble.ts';

/** What is answered may be deleted meanwhile. */
export type AnsweredRow = MessageRow | RedactedRow;

export type ComposerMode =
  | { readonly kind: 'new' }
  /** `thread`: the event id of what began the thread that the row is in, or was in before it was deleted. */
  | { readonly kind: 'reply'; readonly row: AnsweredRow; readonly thread?: string }
  | { readonly kind: 'edit'; readonly row: MessageRow };

export interface ComposerSnapshot {
  /** Markdown as typed. */
  readonly text: string;
  readonly mode: ComposerMode;
  /** Something else was to be written while the change of a message is not finished: that one comes first. */
  readonly unfinished: boolean;
  /** Files to be sent with the text. */
  readonly files: readonly ChosenFile[];
  /** The largest file that may be sent, in bytes, as far as it is known. */
  readonly fileLimit: number;
  /** Why the last attempt to send was not taken; the text is still there. */
  readonly error: ErrorData | undefined;
  /** Why what waits to be sent does not get on. */
  readonly trouble: SendTrouble | undefined;
  /** What was sent cannot be stored for some time, and is not shown yet. */
  readonly storageBusy: boolean;
  /** Files that were sent are not stored yet: they are nowhere but in the page. */
  readonly storingFiles: boolean;
  /** The draft of an earlier visit has been read, or there is none. */
  readonly restored: boolean;
  /** What was written waits for the reader's word about these people. */
  readonly held: ChangedIdentities | undefined;
}
