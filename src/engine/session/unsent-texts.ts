import type { EngineStore } from '../../protocol/engine-store.ts';
import { wordsOf } from '../../protocol/outbox.ts';

/** What waits in the outbox, to be read by whoever wrote it; of a file its name. Oldest first. */
export async function unsentTexts(store: Pick<EngineStore, 'outbox'>): Promise<readonly string[]> {
  // What cannot be read must not keep an account from being removed.
  const records = await store.outbox().catch(() => []);
  return [...records]
    .filter(({ state }) => state.kind !== 'sent')
    .sort((a, b) => a.at - b.at)
    .map(({ draft }) => wordsOf(draft));
}

/** What is half written in all rooms, and what messages are being changed to: no tab may be showing it. */
export async function writtenTexts(store: Pick<EngineStore, 'drafts'>): Promise<readonly string[]> {
  const drafts = await store.drafts().catch(() => []);
  return drafts.flatMap(({ text, edit }) => [text, edit?.text ?? '']).filter((text) => text !== '');
}
