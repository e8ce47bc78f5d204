import type { OutboxRecord } from '../../protocol/outbox.ts';
import type { TextBody } from '../../protocol/row.ts';
import type { RoomContext } from '../content/event-view.ts';
import { writtenBody } from '../content/written-body.ts';

/** What waits in the outbox of a room, as it will read. Each text is rendered once. */
export class WrittenBodies {
  readonly #known = new Map<string, TextBody | undefined>();

  /** By transaction id: what is known of these, where that is not as it was typed. */
  of(records: readonly OutboxRecord[]): Readonly<Record<string, TextBody>> {
    const bodies: Record<string, TextBody> = {};
    for (const { txnId } of records) {
      const body = this.#known.get(txnId);
      if (body !== undefined) bodies[txnId] = body;
    }
    return bodies;
  }

  /** Forgets all but these, and renders those of them that are new. Whether that made a difference. */
  async render(records: readonly OutboxRecord[], room: RoomContext): Promise<boolean> {
    const there = new Set(records.map(({ txnId }) => txnId));
    for (const txnId of this.#known.keys()) if (!there.has(txnId)) this.#known.delete(txnId);
    let differs = false;
    for (const { txnId, draft } of records) {
      if (this.#known.has(txnId)) continue;
      const body = await writtenBody(draft.text, room);
      this.#known.set(txnId, body);
      differs ||= body !== undefined;
    }
    return differs;
  }
}
