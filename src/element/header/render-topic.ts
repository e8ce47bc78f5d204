import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Part } from '../../protocol/parts.ts';
import type { PartsContext } from '../parts/parts-context.ts';
import { renderParts } from '../parts/render-parts.ts';

export interface TopicContent extends PartsContext {
  readonly topic: string;
  /** Its lines and links. */
  readonly parts: readonly Part[] | undefined;
  readonly open: boolean;
  readonly toggle: () => void;
}

/** One line that opens; open, all of it stands under its button, where its links can be followed. */
export function renderTopic({ topic, parts, open, toggle, ...context }: TopicContent): TemplateResult {
  const label = msg('Topic');
  return html`<button
      class="topic"
      part="topic"
      type="button"
      dir="auto"
      aria-expanded=${open ? 'true' : 'false'}
      @click=${toggle}
    >
      ${open ? label : topic}
    </button>
    ${
      open
        ? html`<div class="whole-topic text" part="topic" dir="auto" tabindex="0" role="group" aria-label=${label}>
            ${parts === undefined ? topic : renderParts(parts, context)}
          </div>`
        : nothing
    }`;
}
