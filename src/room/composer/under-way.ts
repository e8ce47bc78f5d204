import type { StoredDraft } from '../../protocol/room-store.ts';

/** Storing that takes longer is told. Milliseconds. */
const busyAfter = 5_000;

/** What was sent and is not stored yet, oldest first: a part of the draft until it is. */
export class UnderWay {
  readonly #texts = new Set<StoredDraft>();
  readonly #busy: (busy: boolean) => void;
  /** What has come back, while more is being stored. */
  #returned = '';

  /** `busy`: storing takes long, or does not any more. */
  constructor(busy: (busy: boolean) => void) {
    this.#busy = busy;
  }

  /** How many messages are being stored. */
  get size(): number {
    return this.#texts.size;
  }

  /** Gives what ends it. */
  begin(text: StoredDraft): () => void {
    if (this.size === 0) this.#returned = '';
    this.#texts.add(text);
    const timer = setTimeout(() => this.#busy(true), busyAfter);
    return () => {
      clearTimeout(timer);
      this.#texts.delete(text);
      if (this.size === 0) this.#busy(false);
    };
  }

  /** All of it as one draft, before what is being written. */
  before(written: StoredDraft): StoredDraft {
    const parts = [...this.#texts, written];
    const replyTo = parts.find((part) => part.replyTo !== undefined)?.replyTo;
    return { text: joined(...parts.map(({ text }) => text)), ...(replyTo === undefined ? {} : { replyTo }) };
  }

  /** A text that could not be stored, before what was written meanwhile; several in the order in which they were sent. */
  giveBack(text: string, written: string): string {
    const before = written.startsWith(this.#returned) ? this.#returned : '';
    this.#returned = joined(before, text);
    return joined(this.#returned, written.slice(before.length).replace(/^\n/, ''));
  }
}

function joined(...texts: string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}
