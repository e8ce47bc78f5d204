import type { Element } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { defaultHandlers, toMdast } from 'hast-util-to-mdast';
import type { Handle } from 'hast-util-to-mdast';
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { toMarkdown } from 'mdast-util-to-markdown';
import { linkTarget } from './link-target.ts';
import { guard, isFormatted, tidied } from './pasted-tree.ts';

/** Every element may come with all of a page's styles. */
const maxLength = 150_000;

/**
 * What was copied from a page, as the Markdown that somebody could have typed for it (as `markdown.ts` reads it): headings,
 * emphasis, links, lists, tables, quotes and code. `undefined` where nothing in it is formatted, or it is too long.
 */
export function htmlToMarkdown(html: string): string | undefined {
  if (html.length > maxLength) return undefined;
  const tree = tidied(toMdast(fromHtml(html, { fragment: true }), { handlers, nodeHandlers: { comment: nothing } }));
  if (!isFormatted(tree)) return undefined;
  const markdown = toMarkdown(tree, {
    bullet: '-',
    rule: '-',
    fences: true,
    // As it is typed here.
    handlers: { break: () => '\n' },
    extensions: [gfmTableToMarkdown({ tablePipeAlign: false }), gfmStrikethroughToMarkdown()],
  });
  return withoutReferences(markdown).trim();
}

/** A page could say any number, and so many cells would be made. */
const mostColumns = 10;

const cell: Handle = (state, node: Element) => {
  const { colSpan, ...properties } = node.properties;
  delete properties['rowSpan'];
  node.properties = { ...properties, colSpan: Math.min(Number(colSpan) || 1, mostColumns) };
  return node.tagName === 'th' ? defaultHandlers.th(state, node) : defaultHandlers.td(state, node);
};

const onlyChildren: Handle = (state, node: Element) => state.all(node);
const nothing = (): undefined => undefined;

const handlers: Readonly<Record<string, Handle>> = {
  a: (state, node: Element) =>
    linkTarget(textOf(node.properties['href'])) === undefined ? state.all(node) : defaultHandlers.a(state, node),
  // Some word processors wrap all that is copied in one.
  b: (state, node: Element) =>
    /font-weight:\s*(?:normal|400)/.test(textOf(node.properties['style']))
      ? state.all(node)
      : defaultHandlers.b(state, node),
  // Only a picture that lies on the homeserver could be shown in a message.
  img: (_state, node: Element) => ({ type: 'text', value: textOf(node.properties['alt']) }),
  td: cell,
  th: cell,
  audio: onlyChildren,
  video: onlyChildren,
  button: nothing,
  iframe: nothing,
};

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** References stand for what would be taken for formatting; in a message they would be read as they stand. Code has none. */
function withoutReferences(markdown: string): string {
  return markdown
    .replace(/(?<!\\)&#x([0-9A-F]{1,5});/g, (_reference, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    )
    .replaceAll(guard, '');
}
