import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { OutboxQuestion } from '../../protocol/outbox.ts';
import type { Echo } from '../../room/timeline/timeline-item.ts';
import { haltWords, isDamaged, isOfDeleted } from './failure-words.ts';
import { icon } from '../icons/icons.ts';
import type { MessageContext } from './message-context.ts';

/** How it stands with what the reader wrote, and what they can do about it. */
export function renderEcho(echo: Echo, context: MessageContext): TemplateResult | typeof nothing {
  switch (echo.state) {
    case 'sent':
      return nothing;
    case 'waiting':
      return echo.file === undefined
        ? html`<span class="sending" role="group"
            >${context.offline ? offlineWords() : echo.stuck ? waitingWords() : msg('Sending')}
            ${way(msg('Cancel'), () => context.actions.remove(echo.txnId))}</span
          >`
        : renderUpload(echo.txnId, echo.file.done, context);
    case 'asking':
      return echo.question === undefined ? nothing : renderQuestion(echo, echo.question, context);
    case 'failed':
      return renderFailure(echo, context);
  }
}

/** A file that is on its way, or waits for its turn. */
function renderUpload(
  txnId: string,
  done: number | undefined,
  { actions, formats, offline }: MessageContext,
): TemplateResult {
  const words = offline
    ? offlineWords()
    : done === undefined
      ? waitingWords()
      : msg(str`Sending: ${formats.number(Math.floor(done * 100))} %`);
  return html`<div class="upload" role="group">
    ${done === undefined ? nothing : html`<progress max="1" .value=${done} aria-label=${msg('Sending')}></progress>`}
    <span>${words}</span>
    ${way(msg('Cancel'), () => actions.remove(txnId))}
  </div>`;
}

const offlineWords = (): string => msg('Waiting for the connection');
const waitingWords = (): string => msg('Waiting to be sent');

function renderFailure(echo: Echo, { actions, canSend }: MessageContext): TemplateResult {
  const { txnId, error, file } = echo;
  const isLost = isDamaged(error);
  // It would be too large again.
  const isHopeless = isLost || error?.code === 'too-large';
  const isEditable = file === undefined ? !isLost : file.captioned || !isHopeless;
  const ways = [
    // Nor can a message be changed that is no more.
    isHopeless || isOfDeleted(error) ? nothing : way(msg('Retry'), () => actions.retry(txnId)),
    // Without a composer it would be out of reach.
    isEditable && canSend ? way(msg('Edit'), () => actions.takeBack(txnId)) : nothing,
  ];
  return renderHalt(echo, html`${ways}${way(msg('Delete'), () => actions.remove(txnId))}`);
}

function renderQuestion(echo: Echo, question: OutboxQuestion, { actions }: MessageContext): TemplateResult {
  const { txnId } = echo;
  const yes = yesTo(question);
  return renderHalt(
    echo,
    html`${way(yes, () => actions.retry(txnId))}${way(msg('Delete'), () => actions.remove(txnId))}`,
  );
}

/** The message waits for the reader. No live region: the line comes anew with every scrolling; it was announced. */
function renderHalt(echo: Echo, ways: TemplateResult): TemplateResult {
  return html`<div class="failure" role="group">
    <span class="why">${icon('warning')} <span>${haltWords(echo)}</span></span>
    <span class="ways">${ways}</span>
  </div>`;
}

function way(label: string, act: () => void): TemplateResult {
  return html`<button class="link-button" type="button" @click=${act}>${label}</button>`;
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
