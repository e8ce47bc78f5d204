import type { Element } from 'hast';
import { defaultHandlers, toMdast } from 'hast-util-to-mdast';
import type { Handle } from 'hast-util-to-mdast';
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { toMarkdown } from 'mdast-util-to-markdown';
import { linkTarget } from './link-target.ts';
import { pastedHtml } from './pasted-html.ts';
import { guard, isFormatted, tidied } from './pasted-tree.ts';

/** Every element may come with all of a page's styles. */
const maxLength = 150_000;
/** More than can be sent: each level of a quote is in each of its lines, and an address at each link. */
const maxMarkdown = 2 * maxLength;

/**
 * What was copied from a page, as the Markdown that somebody could have typed for it (as `markdown.ts` reads it): headings,
 * emphasis, links, lists, tables, quotes and code. `undefined` where nothing in it is formatted, or it is too long.
 */
export function htmlToMarkdown(html: string): string | undefined {
  if (html.length > maxLength) return undefined;
  const copied = pastedHtml(html);
  if (copied === undefined) return undefined;
  const tree = tidied(toMdast(copied, { handlers }));
  if (!isFormatted(tree)) return undefined;
  const markdown = toMarkdown(tree, {
    bullet: '-',
    rule: '-',
    fences: true,
    // As it is typed here.
    handlers: { break: () => '\n' },
    extensions: [gfmTableToMarkdown({ tablePipeAlign: false }), gfmStrikethroughToMarkdown()],
  });
  return markdown.length > maxMarkdown ? undefined : withoutReferences(markdown).trim();
}

const handlers: Readonly<Record<string, Handle>> = {
  a: (state, node: Element) =>
    linkTarget(textOf(node.properties['href'])) === undefined ? state.all(node) : defaultHandlers.a(state, node),
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
