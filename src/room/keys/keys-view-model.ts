import type { EngineLink } from '../../protocol/engine-link.ts';
import type { ErrorData } from '../../protocol/error.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import type { CryptoSnapshot } from '../../protocol/room.ts';
import { BaseViewModel } from '../base-view-model.ts';
import { isPast, isUnconfirmed, losesKeys, openQuestion } from './open-question.ts';
import type { OpenQuestion } from './open-question.ts';
import { PutOff } from './put-off.ts';
import type { PreferencesStore } from './put-off.ts';

export interface KeysSnapshot {
  readonly crypto: CryptoSnapshot;
  readonly prompt: KeysPrompt;
  /** A command is on its way. */
  readonly busy: boolean;
  readonly error: ErrorData | undefined;
}

export type KeysPrompt =
  | { readonly kind: 'none' }
  /** This device needs the recovery key. */
  | { readonly kind: 'recover' }
  /** No recovery key exists yet. */
  | { readonly kind: 'save' }
  /** The keys cannot be had, and why. */
  | { readonly kind: 'failed' }
  /** Such a question was put off, and its answer is still wanted. */
  | { readonly kind: 'put-off' }
  /** A new recovery key, shown once; it is put to use when the reader says that they have it. */
  | { readonly kind: 'show'; readonly recoveryKey: string }
  /** There is another recovery key: one that was shown here opens nothing. */
  | { readonly kind: 'superseded' };

/** How this browser stands to the keys of its account, and the one question about it. */
export class KeysViewModel extends BaseViewModel<KeysSnapshot> {
  readonly #link: EngineLink;
  readonly #store: PreferencesStore;
  readonly #putOff: PutOff;
  /** What was stored of {@link losesKeys}. */
  #unsaved: boolean | undefined;
  /** Questions of which nothing more is said on this page. */
  readonly #hidden = new Set<OpenQuestion['kind']>();
  /** The reader wants to answer now what was put off. */
  #asked = false;
  #quiet: ReturnType<typeof setTimeout> | undefined;

  constructor(link: EngineLink, store: PreferencesStore) {
    super({ crypto: { state: 'off' }, prompt: { kind: 'none' }, busy: false, error: undefined });
    this.#link = link;
    this.#store = store;
    this.#putOff = new PutOff(store);
    this.track(() => clearTimeout(this.#quiet));
    // A card that becomes a line a moment later would move what is below it.
    void this.#putOff.read().then(() => this.#follow());
  }

  /** A question was put off, and its answer is still wanted. */
  get isWaiting(): boolean {
    const { crypto, prompt } = this.getSnapshot();
    return (prompt.kind === 'none' || prompt.kind === 'put-off') && openQuestion(crypto) !== undefined;
  }

  /** See {@link isUnconfirmed}. */
  get isUnconfirmed(): boolean {
    return isUnconfirmed(this.getSnapshot().crypto);
  }

  /** See {@link losesKeys}. */
  get losesKeys(): boolean | undefined {
    return losesKeys(this.getSnapshot().crypto);
  }

  /** Recovery key or passphrase; `wrong-recovery-key` is told in the snapshot. */
  async recover(secret: string): Promise<void> {
    if (secret.trim() === '') return;
    await this.#run(async () => {
      await this.#link.call('recover', { secret });
      this.#askToKeep();
    });
  }

  async showRecoveryKey(): Promise<void> {
    await this.#run(async () => {
      const { recoveryKey } = await this.#link.call('make-recovery-key', {});
      this.merge({ prompt: { kind: 'show', recoveryKey } });
    });
    this.#noteAnother();
  }

  /** The reader has put the recovery key away: it is put to use, and not shown again once it is. */
  async recoveryKeyKept(): Promise<void> {
    const { prompt } = this.getSnapshot();
    if (prompt.kind !== 'show') return;
    await this.#run(async () => {
      await this.#link.call('use-recovery-key', { recoveryKey: prompt.recoveryKey });
      this.merge({ prompt: { kind: 'none' } });
      this.#askToKeep();
    });
    this.#noteAnother();
  }

  /** With the keys that lie here by now there is more to lose. */
  #askToKeep(): void {
    void this.#store.askToKeep().catch(() => undefined);
  }

  #noteAnother(): void {
    if (this.getSnapshot().error?.detail === 'exists') this.merge({ prompt: { kind: 'superseded' }, error: undefined });
  }

  /** The question goes, a line about it stays; also that in the next visits. */
  putOff(): void {
    const { crypto, prompt } = this.getSnapshot();
    const question = openQuestion(crypto);
    // That there is another key is known by then: nothing is left to be asked.
    if (prompt.kind === 'superseded') this.#hidden.add('save');
    else if (question?.about !== undefined) this.#putOff.keep(question.about);
    else if (question !== undefined) this.#hidden.add(question.kind);
    this.#asked = false;
    this.merge({ prompt: this.#promptFor(crypto), error: undefined });
  }

  /** The line that stays of a question goes as well, for some days. */
  close(): void {
    const { about } = this.#putOff;
    if (about !== undefined) this.#putOff.keep(about, true);
    this.#update(this.getSnapshot().crypto);
  }

  /** The reader turns to this page: the question may have been put off on another one. */
  async comeBack(): Promise<void> {
    if (openQuestion(this.getSnapshot().crypto) === undefined) return;
    await this.#putOff.read();
    if (!this.disposed) this.#update(this.getSnapshot().crypto);
  }

  /** Brings back a question that was put off. */
  ask(): void {
    this.#hidden.clear();
    this.#asked = true;
    this.#update(this.getSnapshot().crypto);
  }

  /** One at a time. */
  async #run(action: () => Promise<void>): Promise<void> {
    if (this.getSnapshot().busy) return;
    this.merge({ busy: true, error: undefined });
    try {
      await action();
      this.merge({ busy: false });
    } catch (error) {
      this.merge({ busy: false, error: WikiRoomError.from(error).toData() });
    }
  }

  #follow(): void {
    if (!this.disposed) this.track(this.#link.subscribe('crypto', '', (crypto) => this.#update(crypto)));
  }

  /** On most pages encryption does not run yet, or not at all, when somebody signs out there. */
  #keepLoss(crypto: CryptoSnapshot): void {
    const unsaved = losesKeys(crypto);
    if (unsaved === undefined || unsaved === this.#unsaved) return;
    this.#unsaved = unsaved;
    void this.#store.savePreferences({ unsaved }).catch(() => undefined);
  }

  #update(crypto: CryptoSnapshot): void {
    this.#keepLoss(crypto);
    const { about } = this.#putOff;
    if (about !== undefined && isPast(about, crypto)) this.#putOff.forget();
    const { prompt } = this.getSnapshot();
    // The new key stays on screen until the reader says that it is kept.
    const next = prompt.kind === 'show' || prompt.kind === 'superseded' ? prompt : this.#promptFor(crypto);
    this.merge({ crypto, prompt: next.kind === prompt.kind ? prompt : next });
  }

  #promptFor(crypto: CryptoSnapshot): KeysPrompt {
    clearTimeout(this.#quiet);
    const question = openQuestion(crypto);
    if (question === undefined) return { kind: 'none' };
    const { kind, about } = question;
    if (this.#asked) return { kind };
    if (this.#hidden.has(kind)) return { kind: 'none' };
    if (about === undefined || about !== this.#putOff.about) return { kind };
    return { kind: this.#isQuiet() ? 'none' : 'put-off' };
  }

  #isQuiet(): boolean {
    const { quietFor } = this.#putOff;
    if (quietFor > 0) this.#quiet = setTimeout(() => this.#update(this.getSnapshot().crypto), quietFor);
    return quietFor > 0;
  }
}
