import type { RoomModel } from './room-model.ts';

/** Where the unread line is drawn: it stays as it was when the room was opened, for as long as somebody looks. */
export class ReadLine {
  #noted = false;
  #upTo: string | undefined;

  /** Event id of the last row that was read by then. */
  get upTo(): string | undefined {
    return this.#upTo;
  }

  follow({ timeline, fullyReadUpTo }: RoomModel): void {
    if (!this.#noted && timeline.topic.live) {
      this.#noted = true;
      this.#upTo = fullyReadUpTo;
    }
    // It lay further back than was known, and may have no row of its own.
    if (this.#upTo !== undefined) this.#upTo = timeline.rowOf(this.#upTo) ?? this.#upTo;
  }

  /**
   * Whoever looks first after nobody did finds it where they stopped reading, as far as that is known of the room by then.
   * False where it was not noted yet.
   */
  anew(room?: RoomModel): boolean {
    const was = this.#noted;
    this.#noted = false;
    this.#upTo = room?.fullyReadUpTo;
    return was;
  }

  /** The room is shown no more. */
  forget(): void {
    this.#noted = false;
    this.#upTo = undefined;
  }
}
