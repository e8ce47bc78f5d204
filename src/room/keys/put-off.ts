import type { PutOffQuestion, RoomStore } from '../../protocol/room-store.ts';

export type PreferencesStore = Pick<RoomStore, 'preferences' | 'savePreferences'>;

/** How long nothing is said after the reader closed the line about it. Milliseconds. */
const quietTime = 7 * 24 * 60 * 60 * 1_000;

/** The question that the reader has put off, remembered with the account in this browser. */
export class PutOff {
  readonly #store: PreferencesStore;
  #question: PutOffQuestion | undefined;

  constructor(store: PreferencesStore) {
    this.#store = store;
  }

  /** What the question is about; `undefined`: none was put off. */
  get about(): string | undefined {
    return this.#question?.about;
  }

  /** How much longer nothing is said of it, in milliseconds. */
  get quietFor(): number {
    const { closedAt } = this.#question ?? {};
    if (closedAt === undefined) return 0;
    const since = Date.now() - closedAt;
    // A clock that was put back must not keep it closed for longer.
    return since < 0 ? 0 : Math.max(0, quietTime - since);
  }

  /** What can be read of it; where nothing can, nothing was put off. */
  async read(): Promise<void> {
    const { putOff } = await this.#store.preferences().catch(() => ({ putOff: undefined }));
    this.#question = putOff;
  }

  /** `closed`: the line about it goes as well. */
  keep(about: string, closed = false): void {
    this.#save(closed ? { about, closedAt: Date.now() } : { about });
  }

  forget(): void {
    this.#save(undefined);
  }

  #save(putOff: PutOffQuestion | undefined): void {
    this.#question = putOff;
    // What cannot be stored counts for this visit.
    this.#store.savePreferences({ putOff }).catch(() => undefined);
  }
}
