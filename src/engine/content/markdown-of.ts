import { part } from '../../protocol/part.ts';

/** Loaded when something with formatting is pasted for the first time. */
const converter = part(() => import('./html-to-markdown.ts'));

/** See the command `markdown-of`. */
export async function markdownOf(html: string): Promise<{ readonly markdown?: string }> {
  const { htmlToMarkdown } = await converter();
  const markdown = htmlToMarkdown(html);
  return markdown === undefined ? {} : { markdown };
}
