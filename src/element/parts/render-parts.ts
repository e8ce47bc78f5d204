import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ColourPart, Part } from '../../protocol/parts.ts';
import { renderBlock, renderDetails, renderHeading, renderList, renderTable } from './render-block.ts';
import { renderCode, renderCodeBlock } from './render-code.ts';
import { renderInlineImage } from './render-inline-image.ts';
import { renderLink, renderPill } from './render-link.ts';
import { renderSpoiler } from './render-spoiler.ts';
import { styled } from './styled.ts';
import type { PartsContext } from './parts-context.ts';

export type Rendered = TemplateResult | string | typeof nothing;
/** One by itself leaves fewer markers in the page than a list of one. */
export type Content = Rendered | readonly Rendered[];

/** Parts of a message as templates. The engine bounds their depth and number. */
export function renderParts(parts: readonly Part[], context: PartsContext): Content {
  const rendered = parts.map((part) => renderPart(part, context));
  const [only = nothing] = rendered;
  return rendered.length > 1 ? rendered : only;
}

function renderPart(part: Part, context: PartsContext): Rendered {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'break':
      return html`<br />`;
    case 'rule':
      return html`<hr />`;
    case 'span':
      return renderSpan(part.tag, renderParts(part.parts, context));
    case 'colour':
      return renderColour(part, renderParts(part.parts, context));
    case 'spoiler':
      return renderSpoiler(part, renderParts(part.parts, context));
    case 'link':
      return renderLink(part, renderParts(part.parts, context), context);
    case 'pill':
      return renderPill(part, context);
    case 'code':
      return renderCode(part);
    case 'code-block':
      return renderCodeBlock(part);
    case 'block':
      return renderBlock(part, renderParts(part.parts, context));
    case 'heading':
      return renderHeading(part, renderParts(part.parts, context));
    case 'list':
      return renderList(
        part,
        part.items.map((item) => renderParts(item, context)),
      );
    case 'table':
      return renderTable(part, context, renderParts);
    case 'details':
      return renderDetails(renderParts(part.summary, context), renderParts(part.parts, context));
    case 'image':
      return renderInlineImage(part, context);
    default:
      // A part of a newer engine.
      return nothing;
  }
}

function renderSpan(tag: 'b' | 'i' | 'u' | 's' | 'sub' | 'sup', content: Content): TemplateResult {
  switch (tag) {
    case 'b':
      return html`<strong>${content}</strong>`;
    case 'i':
      return html`<em>${content}</em>`;
    case 'u':
      return html`<u>${content}</u>`;
    case 's':
      return html`<s>${content}</s>`;
    case 'sub':
      return html`<sub>${content}</sub>`;
    case 'sup':
      return html`<sup>${content}</sup>`;
  }
}

/** A stranger's colours are mixed with the reader's, so that no text is lost on its ground. */
function renderColour({ colour, background }: ColourPart, content: Content): TemplateResult {
  const styles = {
    color: colour === undefined ? undefined : `color-mix(in oklab, ${colour} 40%, currentColor)`,
    'background-color': background === undefined ? undefined : `color-mix(in oklab, ${background} 25%, transparent)`,
  };
  return html`<span ${styled(styles)}>${content}</span>`;
}
