import { joinedTexts } from '../../protocol/draft.ts';
import type { Draft, DraftPart } from '../../protocol/draft.ts';
import type { ComposerSnapshot } from './composer-snapshot.ts';

/** Storing that takes longer is told. Milliseconds. */
const busyAfter = 5_000;

/** Something that is being stored. */
export interface Storing {
  /** Its text is a message now, and no part of the draft any more; files are still to come. */
  textStored(): void;
  end(): void;
}

/** What was sent and is not stored yet, oldest first: a part of the draft until it is. */
export class UnderWay {
  readonly #texts = new Map<symbol, DraftPart>();
  readonly #show: (changes: Partial<Pick<ComposerSnapshot, 'storageBusy' | 'storingFiles'>>) => void;
  readonly #hold: (txnId: string, stored: Promise<void>) => void;
  /** How many of them have files. */
  #withFiles = 0;
  /** What has come back, while more is being stored. */
  #returned = '';

  /** `hold`: as a store has it, {@link RoomStore.holdText}. */
  constructor(
    show: (changes: Partial<Pick<ComposerSnapshot, 'storageBusy' | 'storingFiles'>>) => void,
    hold: (txnId: string, stored: Promise<void>) => void,
  ) {
    this.#show = show;
    this.#hold = hold;
  }

  /** How many messages are being stored. */
  get size(): number {
    return this.#texts.size;
  }

  begin(text: DraftPart, hasFiles: boolean): Storing {
    if (this.size === 0) this.#returned = '';
    const storing = Symbol('storing');
    this.#texts.set(storing, text);
    const stored = Promise.withResolvers<void>();
    if (text.txnId !== undefined) this.#hold(text.txnId, stored.promise);
    if (hasFiles && ++this.#withFiles === 1) this.#show({ storingFiles: true });
    const timer = setTimeout(() => this.#show({ storageBusy: true }), busyAfter);
    return {
      textStored: () => this.#texts.set(storing, { text: '' }),
      end: () => {
        clearTimeout(timer);
        stored.resolve();
        this.#texts.delete(storing);
        if (hasFiles && --this.#withFiles === 0) this.#show({ storingFiles: false });
        if (this.size === 0) this.#show({ storageBusy: false });
      },
    };
  }

  /** With all of it before what is being written. */
  before(written: DraftPart): Draft {
    return this.size === 0 ? written : { ...written, storing: [...this.#texts.values()] };
  }

  /** A text that could not be stored, before what was written meanwhile; several in the order in which they were sent. */
  giveBack(text: string, written: string): string {
    const before = written.startsWith(this.#returned) ? this.#returned : '';
    this.#returned = joinedTexts(before, text);
    return joinedTexts(this.#returned, written.slice(before.length).replace(/^\n/, ''));
  }
}
