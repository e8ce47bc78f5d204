import { WikiRoomError } from '../../protocol/error.ts';
import type { ChangedIdentities, OutboxRecord } from '../../protocol/outbox.ts';

/** Messages that are held because somebody's identity has changed: one question for all of them. */
export class HeldMessages {
  readonly #retry: (txnId: string) => Promise<void>;
  /** Answered, or put off, on this page. */
  readonly #done = new Set<string>();
  #held: readonly { readonly txnId: string; readonly question: ChangedIdentities }[] = [];

  constructor(retry: (txnId: string) => Promise<void>) {
    this.#retry = retry;
  }

  /** The newest one that is open: it knows best whom it is about. */
  get question(): ChangedIdentities | undefined {
    return this.#held.findLast(({ txnId }) => !this.#done.has(txnId))?.question;
  }

  update(records: readonly OutboxRecord[]): void {
    this.#held = records.flatMap(({ txnId, state }) =>
      state.kind === 'asking' && state.question.kind === 'identity-changed'
        ? [{ txnId, question: state.question }]
        : [],
    );
    // It may be asked again: somebody else's identity, or a failure on the way.
    const asked = new Set(this.#held.map(({ txnId }) => txnId));
    for (const txnId of this.#done) if (!asked.has(txnId)) this.#done.delete(txnId);
  }

  /** In the order they were written. What fails is asked about again, and stops no other; gives why the first failed. */
  async send(): Promise<WikiRoomError | undefined> {
    const held = this.#held;
    this.putOff();
    let failed: WikiRoomError | undefined;
    for (const { txnId } of held) {
      try {
        await this.#retry(txnId);
      } catch (error) {
        this.#done.delete(txnId);
        failed ??= WikiRoomError.from(error, 'storage-unavailable');
      }
    }
    return failed;
  }

  putOff(): void {
    for (const { txnId } of this.#held) this.#done.add(txnId);
  }
}
