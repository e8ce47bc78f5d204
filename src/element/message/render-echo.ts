import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Echo } from '../../room/timeline/timeline-item.ts';
import { icon } from '../icons/icons.ts';
import type { Halt } from './halt.ts';
import type { MessageContext } from './message-context.ts';
import { way } from './way.ts';

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
  }
  const halt = context.haltOf?.(echo, context);
  return halt === undefined ? nothing : renderHalt(halt);
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

/** The message waits for the reader. No live region: the line comes anew with every scrolling; it was announced. */
function renderHalt({ words, ways }: Halt): TemplateResult {
  return html`<div class="failure" role="group">
    <span class="why">${icon('warning')} <span>${words}</span></span>
    <span class="ways">${ways}</span>
  </div>`;
}
