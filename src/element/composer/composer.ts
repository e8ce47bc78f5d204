import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { fullName } from '../../protocol/full-name.ts';
import type { Person } from '../../protocol/row.ts';
import type { ComposerSnapshot } from '../../room/composer/composer-snapshot.ts';
import type { ComposerViewModel } from '../../room/composer/composer-view-model.ts';
import { languageOfWords } from '../locales/localization.ts';
import { languageOf } from '../timeline/language-of.ts';
import { keepKeys } from '../keep-keys.ts';
import { SnapshotController } from '../snapshot-controller.ts';
import { icon } from '../icons/tool-icons.ts';
import { controlStyles, hiddenStyles } from '../styles/tokens.styles.ts';
import { renderRoomError } from '../words/render-room-error.ts';
import { composerStyles } from './composer.styles.ts';
import { FileDrop } from './file-drop.ts';
import { filesOf } from './files-of.ts';
import { Leaving } from './leaving.ts';
import { insert, isTextWanted, pastedOf } from './paste.ts';
import type { Pasted } from './paste.ts';
import { PreviewUrls } from './preview-urls.ts';
import { renderHeld } from './render-held.ts';
import { renderFiles } from './render-files.ts';
import { renderTrouble } from './render-trouble.ts';
import { ScreenKeyboard } from './screen-keyboard.ts';
import { typingWords } from './typing-words.ts';

/**
 * Where the reader writes, and attaches files by the button, by pasting or by dropping them on the room. Enter sends,
 * Shift+Enter breaks the line; where one writes on a touch screen Enter breaks the line, too. Ctrl+Enter sends everywhere.
 * The up arrow in an empty field edits the last own message, Escape leaves a reply or an edit.
 *
 * @summary The composer of a room.
 */
@localized()
export class WikiRoomComposer extends LitElement {
  static override styles = [controlStyles, hiddenStyles, composerStyles];

  @query('.chooser') private _chooser!: HTMLInputElement | null;
  @query('textarea') private _field!: HTMLTextAreaElement | null;
  @query('.typing') private _typing!: HTMLElement | null;

  /** An edit began while the focus was in the field: nothing that has the focus says so. */
  @state() private _editedInField = false;

  @property({ attribute: false }) viewModel: ComposerViewModel | undefined;
  @property({ attribute: false }) roomName = '';
  @property({ attribute: false }) typing: readonly Person[] = [];

  readonly #snapshot = new SnapshotController(this, () => this.viewModel);
  readonly #previews = new PreviewUrls(this);
  readonly #drop = new FileDrop(this, (files) => this.#add(files));
  readonly #screenKeyboard = new ScreenKeyboard(this);
  /** What is pasted is being read. */
  #pasting: Promise<void> | undefined;

  constructor() {
    super();
    new Leaving(this, () => {
      const { files = [], storingFiles = false } = this.#snapshot.value ?? {};
      return storingFiles || files.length > 0;
    });
  }

  /** Into the field, behind what is written there. */
  override focus(): void {
    const field = this._field;
    if (field === null) return;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  protected override willUpdate(): void {
    if (this.#snapshot.value?.mode.kind !== 'edit') this._editedInField = false;
  }

  protected override firstUpdated(): void {
    // As wide as the field is with its buttons, and never as tall: what grows in answer does not ask again.
    if (this._typing !== null) new ResizeObserver(() => this.#grow()).observe(this._typing);
  }

  protected override updated(): void {
    const { _field: field } = this;
    // What is in the field already stays untouched, with its caret and what an input method has under way.
    const text = this.#snapshot.value?.text ?? '';
    if (field !== null && field.value !== text) field.value = text;
    this.#grow();
  }

  protected override render(): TemplateResult {
    const {
      text = '',
      mode,
      unfinished,
      error,
      trouble,
      files = [],
      fileLimit,
      held,
      storageBusy,
    } = this.#snapshot.value ?? {};
    const label = this.roomName === '' ? msg('Message') : msg(str`Message ${this.roomName}`);
    const isNew = mode === undefined || mode.kind === 'new';
    const canSend = text.trim() !== '' || files.length > 0;
    this.#previews.keep(files);
    return html`${renderHeld(held, { send: this.#sendHeld, leave: this.#leaveHeld })}
      ${isNew ? nothing : this.#renderMode(mode)}
      <span class="visually-hidden" role="status">${this._editedInField ? msg('Editing your message') : nothing}</span>
      ${
        unfinished === true
          ? html`<p class="error" role="alert">${msg('Send or cancel your change first.')}</p>`
          : nothing
      }
      ${error === undefined ? renderTrouble(trouble, languageOfWords(languageOf(this))) : renderRoomError(error)}
      ${
        storageBusy === true
          ? html`<p class="busy" role="status">
              ${msg("This browser's storage is busy. What you wrote is sent as soon as it is stored.")}
            </p>`
          : nothing
      }
      ${renderFiles({
        files,
        limit: fileLimit,
        locale: languageOfWords(languageOf(this)),
        preview: (file) => this.#previews.of(file),
        remove: ({ id }) => this.#removeFile(id),
        measured: ({ id }, box) => this.viewModel?.setBox(id, box),
      })}
      <div class="box ${this.#drop.over ? 'drop' : ''}" part="composer">
        <input class="chooser" type="file" multiple hidden @change=${this.#chosen} />
        <button
          class="attach"
          part="attach-button"
          type="button"
          aria-label=${msg('Attach files')}
          title=${msg('Attach files')}
          @click=${this.#choose}
        >
          ${icon('attach')}
        </button>
        <textarea
          part="composer-field"
          rows="1"
          dir="auto"
          enterkeyhint=${this.#screenKeyboard.inUse ? 'enter' : 'send'}
          aria-label=${label}
          aria-describedby=${isNew ? nothing : 'mode'}
          placeholder=${label}
          @input=${this.#input}
          @paste=${this.#paste}
          @keydown=${this.#keyDown}
          @keyup=${keepKeys}
          @keypress=${keepKeys}
        ></textarea>
        <button
          class="send"
          part="send-button"
          type="button"
          aria-label=${msg('Send')}
          title=${msg('Send')}
          ?disabled=${!canSend}
          @click=${this.#send}
        >
          ${icon('send')}
        </button>
      </div>
      <p class="typing" aria-live="off">
        ${this.#drop.over ? msg('Drop the files to attach them') : typingWords(this.typing)}
      </p>`;
  }

  #renderMode(mode: Exclude<ComposerSnapshot['mode'], { kind: 'new' }>): TemplateResult {
    const { row } = mode;
    return html`<div class="mode" part="composer-mode">
      <span class="what" id="mode" dir="auto">
        ${
          mode.kind === 'edit'
            ? msg('Editing your message')
            : html`${msg(html`Replying to <bdi>${fullName(row.sender)}</bdi>`)}:
                <bdi>${row.kind === 'message' ? row.body.plain.slice(0, 120) : msg('A deleted message')}</bdi>`
        }
      </span>
      <button class="quiet" type="button" @click=${this.#cancel}>${msg('Cancel')}</button>
    </div>`;
  }

  /** As tall as its text, up to what the styles allow. */
  #grow(): void {
    const field = this._field;
    if (field === null) return;
    field.style.setProperty('block-size', 'auto');
    const height = field.value === '' ? 0 : field.scrollHeight;
    if (height > 0) field.style.setProperty('block-size', `${height}px`);
    else field.style.removeProperty('block-size');
  }

  readonly #input = (): void => {
    this.viewModel?.setText(this._field?.value ?? '');
  };

  #add(files: readonly File[]): void {
    this.viewModel?.addFiles(files);
    this._field?.focus();
  }

  #removeFile(id: number): void {
    this.viewModel?.removeFile(id);
    this._field?.focus();
  }

  readonly #choose = (): void => this._chooser?.click();

  readonly #chosen = (): void => {
    const chooser = this._chooser;
    if (chooser === null) return;
    this.#add([...(chooser.files ?? [])]);
    // The same file can be chosen again.
    chooser.value = '';
  };

  /** A picture, or files from the desktop. */
  readonly #paste = (event: ClipboardEvent): void => {
    const { clipboardData } = event;
    const field = this._field;
    if (clipboardData === null || field === null) return;
    if (isTextWanted(clipboardData)) {
      const pasted = pastedOf(clipboardData, field);
      if (pasted === undefined) return;
      event.preventDefault();
      const pasting = this.#pasteFormatted(pasted, field).finally(() => {
        if (this.#pasting === pasting) this.#pasting = undefined;
      });
      this.#pasting = pasting;
    } else if (clipboardData.files.length > 0) {
      event.preventDefault();
      this.#add(filesOf(clipboardData));
    }
  };

  async #pasteFormatted({ html: copied, text }: Pasted, field: HTMLTextAreaElement): Promise<void> {
    const before = this.#pasting;
    const { value, selectionStart, selectionEnd } = field;
    const isSame = this.#message();
    const markdown = await this.viewModel?.markdownOf(copied);
    await before;
    if (!isSame()) return;
    if (field.value === value) field.setSelectionRange(selectionStart, selectionEnd);
    insert(field, markdown ?? text, markdown !== undefined);
  }

  /** Whether it is still the same message of the same room that is being written. */
  #message(): () => boolean {
    const { viewModel } = this;
    const idOf = (mode: ComposerSnapshot['mode'] | undefined): string | undefined =>
      mode?.kind === 'edit' ? mode.row.id : undefined;
    const edited = idOf(viewModel?.getSnapshot().mode);
    return () => this.isConnected && this.viewModel === viewModel && idOf(viewModel?.getSnapshot().mode) === edited;
  }

  /** What was pasted a moment ago goes along. */
  async #sendAll(): Promise<void> {
    if (this.#pasting !== undefined) {
      const isSame = this.#message();
      await this.#pasting;
      if (!isSame()) return;
    }
    await this.viewModel?.send();
  }

  readonly #send = (): void => {
    void this.#sendAll();
    this._field?.focus();
  };

  readonly #sendHeld = (): void => {
    void this.viewModel?.sendHeld();
    this._field?.focus();
  };

  readonly #leaveHeld = (): void => {
    this.viewModel?.leaveHeld();
    this._field?.focus();
  };

  readonly #cancel = (): void => {
    this.viewModel?.cancel();
    this._field?.focus();
  };

  readonly #keyDown = (event: KeyboardEvent): void => {
    // Keys typed here are text: the page's shortcuts must not hear them.
    event.stopPropagation();
    // An input method takes Enter for itself; 229 is what Safari tells of it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells it there
    if (event.isComposing || event.keyCode === 229) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      if (this.#screenKeyboard.inUse && plain) return;
      event.preventDefault();
      void this.#sendAll();
    } else if (event.key === 'ArrowUp' && plain && this._field?.value === '') {
      if (this.viewModel?.editLast() !== true) return;
      event.preventDefault();
      this._editedInField = true;
      void this.updateComplete.then(() => this.focus());
    } else if (event.key === 'Escape') {
      // One step back is enough for one key: a dialog around it stays open.
      if (this.viewModel?.cancel() === true) event.preventDefault();
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room-composer': WikiRoomComposer;
  }
}
