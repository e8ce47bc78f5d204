import type { TimelineItem } from '../../room/timeline/timeline-item.ts';
import { haltWords } from '../message/failure-words.ts';

/** What the reader wrote that waits for them now: what a screen reader is told. Not what did already when it was first shown. */
export class Halts {
  #items: readonly TimelineItem[] = [];
  /** By transaction id; no words while it is on its way. */
  #known: ReadonlyMap<string, string | undefined> = new Map();

  take(items: readonly TimelineItem[]): readonly string[] {
    if (items === this.#items) return [];
    this.#items = items;
    const before = this.#known;
    const now = new Map<string, string | undefined>();
    for (const item of items) {
      const echo = item.kind === 'message' ? item.echo : undefined;
      // Of a changed identity the composer tells.
      const isTold = echo?.question?.kind === 'identity-changed';
      if (echo !== undefined) now.set(echo.txnId, isTold ? undefined : haltWords(echo));
    }
    this.#known = now;
    const told = [...now].flatMap(([txnId, words]) =>
      words === undefined || !before.has(txnId) || before.get(txnId) === words ? [] : [words],
    );
    return [...new Set(told)];
  }
}
