import type { EngineLink } from '../../protocol/engine-link.ts';

/** Milliseconds that what is pasted waits to be read. */
const patience = 2_000;

/** What was copied from a page, as Markdown; `undefined` where its plain text is as good, or the engine does not answer. */
export async function pastedMarkdown(link: EngineLink, html: string): Promise<string | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience));
  const answer = link.call('markdown-of', { html }).catch(() => undefined);
  return (await Promise.race([answer, late]))?.markdown;
}
