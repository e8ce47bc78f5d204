import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Reaction } from '../../protocol/row.ts';
import type { Formats } from './formats.ts';

export function renderReactions(reactions: readonly Reaction[], formats: Formats): TemplateResult {
  return html`<ul class="reactions" part="reactions" aria-label=${msg('Reactions')}>
    ${reactions.map(({ key, count, own, names }) => {
      const who = names.length < count ? [...names, msg(str`${count - names.length} others`)] : names;
      return html`<li class=${own ? 'own' : ''} title=${formats.list(who)}>
        <bdi>${key}</bdi> <span class="count">${formats.number(count)}</span>${
          own ? html`<span class="visually-hidden">${msg(', one of them yours')}</span>` : nothing
        }
      </li>`;
    })}
  </ul>`;
}
