import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { RoomSnapshot } from '../../protocol/room.ts';
import type { KeysViewModel } from '../../room/keys/keys-view-model.ts';
import { WikiRoomEvent } from '../events.ts';
import type { MediaLoader, MediaRequest } from '../media/media-loader.ts';
import { formatsFor } from '../message/formats.ts';
import { partsStyles } from '../parts/parts.styles.ts';
import { controlStyles, hiddenStyles } from '../styles/tokens.styles.ts';
import { headerStyles } from './header.styles.ts';
import { icon } from '../icons/icons.ts';
import type { HeaderMenu } from './header-menu.ts';
import type { MenuController } from './menu-controller.ts';
import { renderTopic } from './render-topic.ts';

/**
 * The line over the conversation: the room's name and topic, how many people, and the menu.
 *
 * @summary The header of a room.
 * @fires {CustomEvent} wiki-room-sign-out - The reader wants to sign out.
 * @fires {CustomEvent} wiki-room-leave - The reader wants to leave the room.
 * @fires {CustomEvent} wiki-room-keys - The reader wants to see to their keys.
 * @fires {CustomEvent<{ click: MouseEvent, href: string }>} wiki-room-follow-link - A link of the topic was clicked: it may lead into the room.
 * @fires {CustomEvent} wiki-room-menu - The menu was opened.
 * @fires {CustomEvent<{ value: boolean }>} wiki-room-private-receipts - The choice was changed.
 */
@localized()
export class WikiRoomHeader extends LitElement {
  static override styles = [controlStyles, hiddenStyles, partsStyles, headerStyles];

  @state() private _topicOpen = false;

  @property({ attribute: false }) room: RoomSnapshot | undefined;
  @property({ attribute: false }) name = '';
  /** Address of the room, to be given away; '' where it is not known. */
  @property({ attribute: false }) link = '';
  @property({ attribute: false }) userId = '';
  @property({ attribute: false }) language = 'en';
  @property({ type: Boolean }) privateReceipts = false;
  /** Whether a question about keys was put off and can be asked again. */
  @property({ attribute: false }) keys: KeysViewModel | undefined;

  @property({ attribute: false }) media: MediaLoader | undefined;
  /** Comes later; its button's place is kept. */
  @property({ attribute: false }) menu: HeaderMenu | undefined;

  #menu: MenuController | undefined;
  #avatar: MediaRequest | undefined;

  protected override render(): TemplateResult {
    const { topic, topicParts, memberCount = 0, encrypted, access } = this.room ?? {};
    const people =
      memberCount === 1 ? msg('1 person') : msg(str`${formatsFor(this.language).number(memberCount)} people`);
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
          : renderTopic({
              topic,
              parts: topicParts,
              open: this._topicOpen,
              toggle: this.#toggleTopic,
              media: this.media,
              onLink: this.#topicLinkClicked,
            })
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
    // As large as it will be: nothing moves when it comes.
    if (this.menu === undefined) {
      return html`<button class="menu-button quiet" type="button" aria-label=${msg('Menu')} inert>
        ${icon('more')}
      </button>`;
    }
    const menu = (this.#menu ??= this.#equip(this.menu));
    return this.menu.renderMenu(menu, {
      icon: icon('more'),
      userId: this.userId,
      privateReceipts: this.privateReceipts,
      link: this.link,
      keys: this.keys?.isWaiting !== true ? undefined : this.keys.isUnconfirmed ? 'confirm' : 'key',
      mayLeave: this.room?.access.kind === 'joined',
      receiptsChanged: this.#receiptsChanged,
      linkClicked: (event) => this.#linkClicked(event, this.link),
      choose: (type) => this.dispatchEvent(new CustomEvent(type)),
    });
  }

  #equip({ MenuController, menuStyles }: HeaderMenu): MenuController {
    const sheet = menuStyles.styleSheet;
    if (sheet !== undefined) this.shadowRoot?.adoptedStyleSheets.push(sheet);
    return new MenuController(this);
  }

  readonly #toggleTopic = (): void => {
    this._topicOpen = !this._topicOpen;
  };

  readonly #receiptsChanged = (event: Event): void => {
    const value = (event.target as HTMLInputElement).checked;
    this.dispatchEvent(new CustomEvent('wiki-room-private-receipts', { detail: { value } }));
  };

  readonly #linkClicked = (event: MouseEvent, href: string): void => {
    const wanted = new WikiRoomEvent('wiki-room-link-clicked', { href });
    if (!this.dispatchEvent(wanted)) event.preventDefault();
  };

  readonly #topicLinkClicked = (click: MouseEvent, href: string): void => {
    this.#linkClicked(click, href);
    this.dispatchEvent(new CustomEvent('wiki-room-follow-link', { detail: { click, href } }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room-header': WikiRoomHeader;
  }
}
