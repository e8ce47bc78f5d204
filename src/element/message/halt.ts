import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorData } from '../../protocol/error.ts';
import type { OutboxQuestion } from '../../protocol/outbox.ts';
import type { Echo } from '../../room/timeline/timeline-item.ts';
import { haltWords, isDamaged, isOfDeleted } from './failure-words.ts';
import type { MessageContext } from './message-context.ts';
import { way } from './way.ts';

/** What a message of the reader's waits for them with. It comes with the tools: seldom does one, and never at first. */
export interface Halt {
  readonly words: string;
  readonly ways: TemplateResult;
}

/** `undefined` while it does not wait for them. */
export function haltOf(echo: Echo, context: MessageContext): Halt | undefined {
  const words = haltWords(echo);
  if (words === undefined) return undefined;
  const { txnId, error, question } = echo;
  const remove = way(msg('Delete'), () => context.actions.remove(txnId));
  return {
    words,
    ways: html`${question === undefined ? afterFailure(echo, error, context) : yes(txnId, question, context)}${remove}`,
  };
}

function yes(txnId: string, question: OutboxQuestion, { actions }: MessageContext): TemplateResult {
  return way(yesTo(question), () => actions.retry(txnId));
}

function afterFailure(
  { txnId, file }: Echo,
  error: ErrorData | undefined,
  { actions, canSend }: MessageContext,
): readonly (TemplateResult | typeof nothing)[] {
  const isLost = isDamaged(error);
  // It would be too large again.
  const isHopeless = isLost || error?.code === 'too-large';
  const isEditable = file === undefined ? !isLost : file.captioned || !isHopeless;
  return [
    // Nor can a message be changed that is no more.
    isHopeless || isOfDeleted(error) ? nothing : way(msg('Retry'), () => actions.retry(txnId)),
    // Without a composer it would be out of reach.
    isEditable && canSend ? way(msg('Edit'), () => actions.takeBack(txnId)) : nothing,
  ];
}

function yesTo({ kind }: OutboxQuestion): string {
  switch (kind) {
    case 'sent-before':
      return msg('Send again');
    case 'newcomers':
      return msg('Send');
    case 'identity-changed':
      return msg('Send anyway');
  }
}
