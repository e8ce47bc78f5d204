import type { EngineLink } from '../../protocol/engine-link.ts';
import { answerInTime } from './answer-in-time.ts';

/** What was copied from a page, as Markdown; `undefined` where its plain text is as good, or the engine does not answer. */
export async function pastedMarkdown(link: EngineLink, html: string): Promise<string | undefined> {
  return (await answerInTime(link.call('markdown-of', { html })))?.markdown;
}
