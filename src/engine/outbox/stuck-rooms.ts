import type { WikiRoomError } from '../../protocol/error.ts';
import type { OutboxTrouble } from '../../protocol/outbox.ts';

/** A first failure that is tried again sooner than that is not worth a word. Milliseconds. */
const soon = 10_000;

export interface Failure {
  readonly error: WikiRoomError;
  /** How often in a row. */
  readonly count: number;
  /** Until the next attempt, milliseconds. */
  readonly wait: number;
  /** It is given up after some attempts; the message itself says it then. */
  readonly limited: boolean;
}

/** Rooms whose first message does not get through at present, and why: the others wait behind it. */
export class StuckRooms {
  readonly #troubles = new Map<string, OutboxTrouble | undefined>();

  add(roomId: string, { error, count, wait, limited }: Failure): void {
    const isTold = !limited && (error.code === 'storage-full' || count > 1 || wait > soon);
    this.#troubles.set(roomId, isTold ? { ...error.toData(), retryAt: Date.now() + wait } : undefined);
  }

  has(roomId: string): boolean {
    return this.#troubles.has(roomId);
  }

  /** What there is to say of it. */
  trouble(roomId: string): OutboxTrouble | undefined {
    return this.#troubles.get(roomId);
  }

  delete(roomId: string): boolean {
    return this.#troubles.delete(roomId);
  }
}
