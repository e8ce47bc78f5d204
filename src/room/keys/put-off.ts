import type { PutOffQuestion, RoomStore } from '../../protocol/room-store.ts';

export type PreferencesStore = Pick<RoomStore, 'preferences' | 'savePreferences' | 'askToKeep'>;

/** How long nothing is said after the reader closed the line about it. Milliseconds. */
const quietTime = 7 * 24 * 60 * 60 * 1_000;

/** The question that the reader has put off, remembered with the account in this browser. */
export class PutOff {
  readonly #store: PreferencesStore;
  #question: PutOffQuestion | undefined;
  /** What is stored is what is known here, or newer; false: it could not be stored. */
  #saved: Promise<boolean> = Promise.resolve(true);

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

  /** Also what another page has stored since. Where nothing can be read, or could be stored, what is known here counts. */
  async read(): Promise<void> {
    const saved = this.#saved;
    if (!(await saved)) return;
    const read = await this.#store.preferences().catch(() => undefined);
    // What was answered here meanwhile is newer.
    if (read !== undefined && saved === this.#saved) this.#question = read.putOff;
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
    this.#saved = this.#store.savePreferences({ putOff }).then(
      () => true,
      () => false,
    );
  }
}
