import { storedDraft } from '../../protocol/draft.ts';
import type { StoredDraft } from '../../protocol/draft.ts';
import type { ComposerOptions } from './composer-options.ts';
import type { UnderWay } from './under-way.ts';
import type { Writing } from './writing.ts';

/** What is written, as the store has it: this page's, or that of another that shows the same room. */
export class KeptDraft {
  readonly #store: ComposerOptions['store'];
  readonly #room: string;
  readonly #writing: Writing;
  readonly #underWay: UnderWay;
  readonly #unfollow: () => void;
  readonly #restored = Promise.withResolvers<void>();
  #isRestored = false;
  #stopped = false;
  #keeping = false;
  /** Somebody else wrote while a message was being stored. */
  #missed = false;
  /** A message that could not be stored came back meanwhile. */
  #returned = false;

  constructor({ store, room }: ComposerOptions, writing: Writing, underWay: UnderWay) {
    this.#store = store;
    this.#room = room;
    this.#writing = writing;
    this.#underWay = underWay;
    this.#unfollow = store.followDraft(room, (draft) => this.#changed(draft));
  }

  stop(): void {
    this.#stopped = true;
    this.#unfollow();
  }

  /** Takes up what lies there: until then nothing is written over it. */
  async restore(): Promise<void> {
    this.#writing.restore(await this.#store.leftDraft(this.#room).catch(() => undefined));
    this.#restored.resolve();
    this.#isRestored = true;
  }

  async keep(): Promise<void> {
    if (!this.#isRestored) await this.#restored.promise;
    const { draft } = this.#writing;
    // Told back while it is handed over.
    this.#keeping = true;
    const saved = this.#store.saveDraft(this.#room, storedDraft(draft) && draft);
    this.#keeping = this.#missed = this.#returned = false;
    // A draft that cannot be stored is still on screen.
    await saved.catch(() => undefined);
  }

  /** What was sent is a message now, or has come back. */
  async settle(isStored: boolean): Promise<void> {
    // Its draft is in the store, or was taken over: what was not stored is in it still, what was stored no more.
    if (this.#stopped) return;
    if (!isStored) this.#returned = true;
    if (!this.#missed) return this.keep();
    const draft = await this.#stored();
    if (!this.#mayTake()) return;
    this.#missed = false;
    if (!this.#returned) return this.#changed(draft);
    this.#writing.join(draft);
    await this.keep();
  }

  #stored(): Promise<StoredDraft | undefined> {
    return this.#store.draft(this.#room).catch(() => undefined);
  }

  /** Another element of this page shows the same room, and somebody writes there. */
  #changed(draft: StoredDraft | undefined): void {
    if (this.#keeping) return;
    // The draft that is stored goes only once its message is: until then nobody can tell what in it is news.
    this.#missed = this.#underWay.size > 0;
    if (!this.#missed) this.#writing.takeOver(draft);
  }

  /** Somebody else has written, and nothing is being stored any more. */
  #mayTake(): boolean {
    return !this.#stopped && this.#missed && this.#underWay.size === 0;
  }
}
