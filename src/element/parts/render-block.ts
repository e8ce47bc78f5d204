import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { BlockPart, HeadingPart, ListPart, Part, TablePart } from '../../protocol/parts.ts';
import type { PartsContext } from './parts-context.ts';
import type { Content } from './render-parts.ts';

export function renderBlock({ tag }: BlockPart, content: Content): TemplateResult {
  return tag === 'quote' ? html`<blockquote dir="auto">${content}</blockquote>` : html`<p dir="auto">${content}</p>`;
}

/** Looks like a heading and is none: a message must not change the outline of the page. */
export function renderHeading({ level }: HeadingPart, content: Content): TemplateResult {
  return html`<p class="heading ${level <= 2 ? 'large' : ''}" dir="auto">${content}</p>`;
}

export function renderList({ ordered, start }: ListPart, items: readonly Content[]): TemplateResult {
  const lines = items.map((item) => html`<li dir="auto">${item}</li>`);
  return ordered
    ? html`<ol start=${start ?? 1}>
        ${lines}
      </ol>`
    : html`<ul>
        ${lines}
      </ul>`;
}

/** Scrolls inside itself; a keyboard reaches it too. */
export function renderTable(
  { rows }: TablePart,
  context: PartsContext,
  render: (parts: readonly Part[], context: PartsContext) => Content,
): TemplateResult {
  return html`<div class="table" tabindex="0" role="group">
    <table>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((cell) => {
              const content = render(cell.parts, context);
              return cell.header ? html`<th dir="auto">${content}</th>` : html`<td dir="auto">${content}</td>`;
            })}
          </tr>`,
      )}
    </table>
  </div>`;
}

export function renderDetails(summary: Content, content: Content): TemplateResult {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`;
}
