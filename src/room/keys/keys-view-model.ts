import type { EngineLink } from '../../protocol/engine-link.ts';
import type { ErrorData } from '../../protocol/error.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import type { CryptoSnapshot } from '../../protocol/room.ts';
import { BaseViewModel } from '../base-view-model.ts';

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
  /** A new recovery key, shown once; it is put to use when the reader says that they have it. */
  | { readonly kind: 'show'; readonly recoveryKey: string }
  /** There is another recovery key: one that was shown here opens nothing. */
  | { readonly kind: 'superseded' };

/** How this browser stands to the keys of its account, and the one question about it. */
export class KeysViewModel extends BaseViewModel<KeysSnapshot> {
  readonly #link: EngineLink;
  /** Questions that were put off on this page. */
  readonly #putOff = new Set<KeysPrompt['kind']>();

  constructor(link: EngineLink) {
    super({ crypto: { state: 'off' }, prompt: { kind: 'none' }, busy: false, error: undefined });
    this.#link = link;
    this.track(link.subscribe('crypto', '', (crypto) => this.#update(crypto)));
  }

  /** A question was put off, and its answer is still wanted. */
  get isWaiting(): boolean {
    const { crypto, prompt } = this.getSnapshot();
    return prompt.kind === 'none' && wantedPrompt(crypto) !== 'none';
  }

  /** Recovery key or passphrase; `wrong-recovery-key` is told in the snapshot. */
  async recover(secret: string): Promise<void> {
    if (secret.trim() === '' || this.getSnapshot().busy) return;
    await this.#run(async () => {
      await this.#link.call('recover', { secret });
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
    const { prompt, busy } = this.getSnapshot();
    if (prompt.kind !== 'show' || busy) return;
    await this.#run(async () => {
      await this.#link.call('use-recovery-key', { recoveryKey: prompt.recoveryKey });
      this.merge({ prompt: { kind: 'none' } });
    });
    this.#noteAnother();
  }

  #noteAnother(): void {
    if (this.getSnapshot().error?.detail === 'exists') this.merge({ prompt: { kind: 'superseded' }, error: undefined });
  }

  putOff(): void {
    const { kind } = this.getSnapshot().prompt;
    // A key that was shown and is not wanted has not been put to use.
    this.#putOff.add(kind === 'show' || kind === 'superseded' ? 'save' : kind);
    this.merge({ prompt: { kind: 'none' }, error: undefined });
  }

  /** Brings back a question that was put off. */
  ask(): void {
    this.#putOff.clear();
    this.#update(this.getSnapshot().crypto);
  }

  async #run(action: () => Promise<void>): Promise<void> {
    this.merge({ busy: true, error: undefined });
    try {
      await action();
      this.merge({ busy: false });
    } catch (error) {
      this.merge({ busy: false, error: WikiRoomError.from(error).toData() });
    }
  }

  #update(crypto: CryptoSnapshot): void {
    const { prompt } = this.getSnapshot();
    // The new key stays on screen until the reader says that it is kept.
    const next = prompt.kind === 'show' || prompt.kind === 'superseded' ? prompt : this.#promptFor(crypto);
    this.merge({ crypto, prompt: next.kind === prompt.kind ? prompt : next });
  }

  #promptFor(crypto: CryptoSnapshot): KeysPrompt {
    const kind = wantedPrompt(crypto);
    return this.#putOff.has(kind) ? { kind: 'none' } : { kind };
  }
}

function wantedPrompt(crypto: CryptoSnapshot): 'recover' | 'save' | 'failed' | 'none' {
  if (crypto.state === 'needs-recovery') return 'recover';
  if (crypto.state === 'failed') return 'failed';
  return crypto.state === 'ready' && !crypto.saved ? 'save' : 'none';
}
