import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { RoomSnapshot } from '../../protocol/room.ts';
import type { KeysViewModel } from '../../room/keys/keys-view-model.ts';
import type { MediaLoader, MediaRequest } from '../media/media-loader.ts';
import { icon } from '../icons/icons.ts';
import { controlStyles, hiddenStyles } from '../styles/tokens.styles.ts';
import { headerStyles } from './header.styles.ts';

/**
 * The line over the conversation: the room's name and topic, how many people, and the menu.
 *
 * @summary The header of a room.
 * @fires {CustomEvent} wiki-room-sign-out - The reader wants to sign out.
 * @fires {CustomEvent} wiki-room-leave - The reader wants to leave the room.
 * @fires {CustomEvent} wiki-room-keys - The reader wants to see to their keys.
 * @fires {CustomEvent<{ value: boolean }>} wiki-room-private-receipts - The choice was changed.
 */
@localized()
export class WikiRoomHeader extends LitElement {
  static override styles = [controlStyles, hiddenStyles, headerStyles];

  @query('.menu') private _menu!: HTMLElement | null;
  @query('.menu-button') private _button!: HTMLElement | null;

  @state() private _topicOpen = false;
  @state() private _menuOpen = false;

  @property({ attribute: false }) room: RoomSnapshot | undefined;
  @property({ attribute: false }) name = '';
  @property({ attribute: false }) userId = '';
  @property({ attribute: false }) language = 'en';
  @property({ type: Boolean }) privateReceipts = false;
  /** Whether a question about keys was put off and can be asked again. */
  @property({ attribute: false }) keys: KeysViewModel | undefined;

  @property({ attribute: false }) media: MediaLoader | undefined;

  #avatar: MediaRequest | undefined;

  protected override render(): TemplateResult {
    const { topic, memberCount = 0, encrypted, access } = this.room ?? {};
    const people =
      memberCount === 1
        ? msg('1 person')
        : msg(str`${new Intl.NumberFormat(this.language).format(memberCount)} people`);
    return html`<div class="header" part="header">
      ${this.#renderAvatar()}
      <h2 class="name" dir="auto" title=${this.name}>${this.name}</h2>
      ${
        access?.kind === 'joined' && encrypted === false
          ? html`<span class="note words" title=${msg('Messages in this room are not encrypted.')}
              >${msg('not encrypted')}</span
            >`
          : nothing
      }
      ${memberCount > 0 ? html`<span class="people words">${people}</span>` : nothing}
      ${this.userId === '' ? nothing : this.#renderMenu()}
      ${
        topic === undefined || topic === ''
          ? nothing
          : html`<button
              class="topic"
              part="topic"
              type="button"
              dir="auto"
              aria-expanded=${this._topicOpen ? 'true' : 'false'}
              @click=${this.#toggleTopic}
            >
              ${topic}
            </button>`
      }
    </div>`;
  }

  #renderAvatar(): TemplateResult | typeof nothing {
    const mxc = this.room?.avatar;
    if (mxc === undefined) return nothing;
    if (this.#avatar?.source.mxc !== mxc) {
      this.#avatar = { source: { mxc }, mime: 'image/png', thumbnail: { width: 96, height: 96 } };
    }
    return html`<span class="avatar" aria-hidden="true">
      <wiki-room-image .media=${this.media} .request=${this.#avatar}></wiki-room-image>
    </span>`;
  }

  #renderMenu(): TemplateResult {
    return html`<button
        class="menu-button quiet"
        type="button"
        aria-label=${msg('Menu')}
        title=${msg('Menu')}
        aria-haspopup="true"
        aria-expanded=${this._menuOpen ? 'true' : 'false'}
        @click=${this.#toggleMenu}
      >
        ${icon('more')}
      </button>
      <div
        class="menu"
        popover="auto"
        part="menu"
        @toggle=${this.#toggled}
        @focusout=${this.#menuLeft}
        @keydown=${this.#menuKey}
      >
        <p class="who">${msg('Signed in as')} <bdi>${this.userId}</bdi></p>
        <label>
          <input type="checkbox" .checked=${this.privateReceipts} @change=${this.#receiptsChanged} />
          ${msg('Do not show others what I have read')}
        </label>
        ${
          this.keys?.isWaiting === true
            ? html`<button class="quiet" type="button" @click=${() => this.#choose('wiki-room-keys')}>
                ${this.keys.isUnconfirmed ? msg('Confirm this browser') : msg('Recovery key')}
              </button>`
            : nothing
        }
        ${
          this.room?.access.kind === 'joined'
            ? html`<button class="quiet" type="button" @click=${() => this.#choose('wiki-room-leave')}>
                ${msg('Leave the room')}
              </button>`
            : nothing
        }
        <button class="quiet" type="button" @click=${() => this.#choose('wiki-room-sign-out')}>
          ${msg('Sign out')}
        </button>
      </div>`;
  }

  readonly #toggleTopic = (): void => {
    this._topicOpen = !this._topicOpen;
  };

  readonly #toggleMenu = (): void => {
    const [menu, button] = [this._menu, this._button];
    if (menu === null || button === null) return;
    if (this._menuOpen) return menu.hidePopover();
    const place = button.getBoundingClientRect();
    menu.style.setProperty('inset-block-start', `${place.bottom + 4}px`);
    const fromEnd =
      getComputedStyle(this).direction === 'rtl' ? place.left : document.documentElement.clientWidth - place.right;
    menu.style.setProperty('inset-inline-end', `${Math.max(8, fromEnd)}px`);
    menu.showPopover();
    menu.querySelector<HTMLElement>('input, button')?.focus();
  };

  readonly #toggled = (event: Event): void => {
    this._menuOpen = (event as ToggleEvent).newState === 'open';
  };

  readonly #menuLeft = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    if (to instanceof Node && this._menu?.contains(to) !== true && to !== this._button) this._menu?.hidePopover();
  };

  readonly #menuKey = (event: KeyboardEvent): void => {
    // One step back: the same key must not also close what the page has open.
    event.stopPropagation();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.#closeMenu();
  };

  #closeMenu(): void {
    this._menu?.hidePopover();
    this._button?.focus();
  }

  readonly #receiptsChanged = (event: Event): void => {
    const value = (event.target as HTMLInputElement).checked;
    this.dispatchEvent(new CustomEvent('wiki-room-private-receipts', { detail: { value } }));
  };

  #choose(type: 'wiki-room-keys' | 'wiki-room-leave' | 'wiki-room-sign-out'): void {
    this.#closeMenu();
    this.dispatchEvent(new CustomEvent(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room-header': WikiRoomHeader;
  }
}
