import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { CryptoSnapshot } from '../../protocol/room.ts';
import type { DeviceLoss } from '../../protocol/session.ts';
import type { KeysSnapshot, KeysViewModel } from '../../room/keys/keys-view-model.ts';
import { copy } from '../parts/copy.ts';
import { renderDetails } from '../screens/render-details.ts';
import { renderOwnTab } from '../screens/render-own-tab.ts';
import { keepKeys } from '../keep-keys.ts';
import { SnapshotController } from '../snapshot-controller.ts';
import { surroundings } from '../surroundings.ts';
import { controlStyles } from '../styles/tokens.styles.ts';
import { languageOfWords } from '../locales/localization.ts';
import { languageOf } from '../timeline/language-of.ts';
import { renderRoomError } from '../words/render-room-error.ts';
import { supportedLocale } from '../words/supported-locale.ts';
import { ScreenKeyboard } from '../composer/screen-keyboard.ts';
import { keysStyles } from './keys.styles.ts';
import { recoverNote, recoverWords } from './recover-words.ts';
import { renderPutOff } from './render-put-off.ts';
import { ReturnController } from '../return-controller.ts';

/**
 * What this browser needs to read encrypted messages: asks for the recovery key, shows how far the old keys are
 * restored, offers to make a recovery key. One question at a time, each can be put off: then a line stays of it. Takes no
 * space where there is nothing to say.
 *
 * @summary The questions about a reader's keys.
 * @fires {CustomEvent} wiki-room-escape - What had the focus of the keyboard here is gone, and nothing is left to answer.
 */
@localized()
export class WikiRoomKeys extends LitElement {
  static override styles = [controlStyles, keysStyles];

  @query('input') private _field!: HTMLInputElement | null;

  @property({ attribute: false }) viewModel: KeysViewModel | undefined;

  readonly #snapshot = new SnapshotController(this, () => this.viewModel);
  readonly #screenKeyboard = new ScreenKeyboard(this);
  /** What had the focus before it was drawn anew, and whether the keyboard brought it there. */
  #held: { readonly element: Element; readonly byKeyboard: boolean } | undefined;

  constructor() {
    super();
    new ReturnController(this, () => void this.viewModel?.comeBack());
  }

  /** Into the field, where one is asked for, to what is to be read, or to what answers. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('input, .key, .primary, button')?.focus();
  }

  protected override willUpdate(): void {
    const element = this.shadowRoot?.activeElement ?? undefined;
    // A field is marked as focused however that came about.
    const byKeyboard = element?.matches(':focus-visible') === true && !this.#screenKeyboard.inUse;
    this.#held = element && { element, byKeyboard };
  }

  /** What had the focus is gone: it comes to what takes its place, or back into the room. */
  protected override updated(): void {
    if (this.#held === undefined || this.#held.element.isConnected) return;
    if (this.renderRoot.querySelector('button') !== null) this.focus();
    // Whoever touches the screen does not want the keyboard of the telephone.
    else if (this.#held.byKeyboard) this.dispatchEvent(new CustomEvent('wiki-room-escape'));
  }

  protected override render(): TemplateResult | typeof nothing {
    const snapshot = this.#snapshot.value;
    if (snapshot === undefined) return nothing;
    const { crypto, prompt } = snapshot;
    switch (prompt.kind) {
      case 'recover':
        return this.#renderRecover(snapshot);
      case 'save':
        return this.#renderSave(snapshot);
      case 'show':
        return this.#renderKey(prompt.recoveryKey, snapshot);
      case 'superseded':
        return this.#renderSuperseded();
      case 'put-off':
        return renderPutOff(crypto, { ask: this.#ask, close: this.#close });
      case 'failed':
        if (crypto.state !== 'failed') return nothing;
        // One that was made elsewhere meanwhile is taken here.
        return crypto.error.code === 'no-recovery' ? this.#renderRecover(snapshot) : this.#renderFailed(crypto);
      case 'none':
        if (crypto.state === 'starting' && crypto.waits === true) return this.#renderWaits();
        return crypto.state === 'restoring' ? this.#renderRestoring(crypto) : nothing;
    }
  }

  #renderRecover({ crypto, busy, error }: KeysSnapshot): TemplateResult {
    const note = recoverNote(crypto);
    return html`<form class="card" part="keys" @submit=${this.#recover} @keydown=${keepKeys} @keyup=${keepKeys}>
      ${renderReplaced(crypto)}
      <label class="title" for="secret">${recoverWords(crypto, error)}</label>
      <div class="row">
        <input
          id="secret"
          type="text"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          aria-label=${msg('Recovery key or passphrase')}
          aria-invalid=${error === undefined ? 'false' : 'true'}
          placeholder=${msg('Recovery key or passphrase')}
          ?readonly=${busy}
        />
        <button class="primary" type="submit" aria-disabled=${busy}>${busy ? msg('Checking') : msg('Unlock')}</button>
        <button type="button" ?disabled=${busy} @click=${this.#putOff}>${msg('Not now')}</button>
        ${renderElsewhere()}
      </div>
      ${renderRoomError(error)} ${note === undefined ? nothing : html`<p class="note">${note}</p>`}
    </form>`;
  }

  #renderSave({ busy, error }: KeysSnapshot): TemplateResult {
    return html`<div class="card" part="keys">
      <p class="title">${msg('Save a recovery key.')}</p>
      <p class="note">
        ${msg('It opens your messages on another device. Without one, they are lost when you sign out here.')}
      </p>
      <div class="row">
        <button class="primary" type="button" aria-disabled=${busy} @click=${this.#create}>
          ${busy ? msg('Making the key') : msg('Show the recovery key')}
        </button>
        <button type="button" ?disabled=${busy} @click=${this.#putOff}>${msg('Not now')}</button>
      </div>
      ${renderRoomError(error)}
    </div>`;
  }

  #renderKey(recoveryKey: string, { busy, error }: KeysSnapshot): TemplateResult {
    return html`<div class="card" part="keys">
      <p class="title" id="key-title">${msg('Your recovery key')}</p>
      <code class="key" dir="ltr" tabindex="0" aria-labelledby="key-title">${recoveryKey}</code>
      <p class="note">
        ${msg(
          'Keep it where only you find it, for example in your password manager. It works once you have said that you have saved it, and is not shown again.',
        )}
      </p>
      <div class="row">
        <button type="button" @click=${(event: Event) => copy(event, recoveryKey)}>${msg('Copy')}</button>
        <button class="primary" type="button" aria-disabled=${busy} @click=${this.#kept}>
          ${busy ? msg('Putting it to use') : msg('I have saved it')}
        </button>
        <button type="button" ?disabled=${busy} @click=${this.#putOff}>${msg('Not now')}</button>
      </div>
      ${renderRoomError(error)}
    </div>`;
  }

  #renderSuperseded(): TemplateResult {
    return html`<div class="card" part="keys" role="alert">
      <p class="title">${msg('There is another recovery key already.')}</p>
      <p class="note">${msg('Keep that one. One that was shown here opens nothing.')}</p>
      <div class="row">
        <button type="button" @click=${this.#putOff}>${msg('Close')}</button>
      </div>
    </div>`;
  }

  #renderRestoring({ done, total }: { done: number; total: number }): TemplateResult {
    const { format } = new Intl.NumberFormat(supportedLocale(languageOfWords(languageOf(this))));
    const label = msg('Unlocking earlier messages');
    return html`<div class="card progress" part="keys">
      <span>${label}</span>
      <progress aria-label=${label} max=${Math.max(total, 1)} .value=${total === 0 ? 0 : done}></progress>
      ${total === 0 ? nothing : html`<span class="note">${msg(str`${format(done)} of ${format(total)}`)}</span>`}
    </div>`;
  }

  #renderWaits(): TemplateResult {
    return html`<div class="card" part="keys" role="status">
      <p class="note">
        ${msg('Encryption waits for the chat server, which has a fault at present. It goes on by itself.')}
      </p>
    </div>`;
  }

  #renderFailed(crypto: Extract<CryptoSnapshot, { state: 'failed' }>): TemplateResult {
    const { error } = crypto;
    return html`<div class="card" part="keys">
      ${renderReplaced(crypto)} ${renderRoomError(error)}
      <div class="row">
        <button type="button" @click=${this.#putOff}>${msg('Not now')}</button>
        ${renderDetails(error)}
      </div>
    </div>`;
  }

  readonly #recover = (event: Event): void => {
    event.preventDefault();
    void this.viewModel?.recover(this._field?.value ?? '');
  };

  readonly #create = (): void => void this.viewModel?.showRecoveryKey();

  readonly #kept = (): void => void this.viewModel?.recoveryKeyKept();

  readonly #putOff = (): void => this.viewModel?.putOff();

  readonly #ask = (): void => {
    this.viewModel?.ask();
    void this.updateComplete.then(() => this.focus());
  };

  readonly #close = (): void => this.viewModel?.close();
}

/**
 * In a frame, for whoever does not trust the page around it with a key. Not where the browser keeps what is stored apart: a
 * key that is entered elsewhere opens nothing here.
 */
function renderElsewhere(): TemplateResult | typeof nothing {
  return surroundings.apart ? nothing : renderOwnTab();
}

/** Why this browser's device is a new one. */
function renderReplaced(crypto: CryptoSnapshot): TemplateResult | typeof nothing {
  if (!('replaces' in crypto)) return nothing;
  return html`<p class="note" role="status">${replacedWords(crypto.replaces)}</p>`;
}

function replacedWords(loss: DeviceLoss): string {
  switch (loss) {
    case 'rolled-back':
      return msg(
        'The keys in this browser were of an earlier time, or are in use elsewhere. This browser goes on as a new device.',
      );
    case 'refused':
      return msg('The chat server no longer took the keys of this browser. This browser goes on as a new device.');
    case 'damaged':
      return msg('The keys in this browser were damaged. This browser goes on as a new device.');
    case 'wrong-key':
      return msg('The keys in this browser could not be unlocked any more. This browser goes on as a new device.');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room-keys': WikiRoomKeys;
  }
}
