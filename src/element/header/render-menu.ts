import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { copy } from '../parts/copy.ts';
import type { MenuController } from './menu-controller.ts';

export interface MenuContent {
  /** Of the button. */
  readonly icon: TemplateResult;
  readonly userId: string;
  readonly privateReceipts: boolean;
  /** Address of the room; '' where it is not known. */
  readonly link: string;
  /** A question about keys was put off, and can be asked again: this browser is to be confirmed, or a key is wanted. */
  readonly keys: 'confirm' | 'key' | undefined;
  readonly mayLeave: boolean;
  readonly receiptsChanged: (event: Event) => void;
  readonly linkClicked: (event: MouseEvent) => void;
  readonly choose: (type: 'wiki-room-keys' | 'wiki-room-leave' | 'wiki-room-sign-out') => void;
}

/** The button at the end of the header, and what it opens; it closes when something in it is chosen. */
export function renderMenu(menu: MenuController, content: MenuContent): TemplateResult {
  const choose = (type: Parameters<typeof content.choose>[0]): void => {
    menu.close();
    content.choose(type);
  };
  const entry = (label: string, act: (event: Event) => void): TemplateResult =>
    html`<button class="quiet" type="button" @click=${act}>${label}</button>`;
  return html`<button
      class="menu-button quiet"
      type="button"
      aria-label=${msg('Menu')}
      title=${msg('Menu')}
      aria-haspopup="true"
      aria-expanded=${menu.open ? 'true' : 'false'}
      @click=${menu.toggle}
    >
      ${content.icon}
    </button>
    <div
      class="menu"
      popover="auto"
      part="menu"
      @toggle=${menu.toggled}
      @focusout=${menu.left}
      @keydown=${menu.keyDown}
    >
      <p class="who">${msg('Signed in as')} <bdi>${content.userId}</bdi></p>
      <label>
        <input type="checkbox" .checked=${content.privateReceipts} @change=${content.receiptsChanged} />
        ${msg('Do not show others what I have read')}
      </label>
      ${
        content.link === ''
          ? nothing
          : html`${entry(msg('Copy link to the room'), (event) => {
                copy(event, content.link, msg('Link copied'));
                menu.close();
              })}
              <a
                class="button"
                href=${content.link}
                target="_blank"
                rel="noopener noreferrer"
                @click=${(event: MouseEvent) => {
                  menu.close();
                  content.linkClicked(event);
                }}
                >${msg('Open in another app')}</a
              >`
      }
      ${
        content.keys === undefined
          ? nothing
          : entry(content.keys === 'confirm' ? msg('Confirm this browser') : msg('Recovery key'), () =>
              choose('wiki-room-keys'),
            )
      }
      ${content.mayLeave ? entry(msg('Leave the room'), () => choose('wiki-room-leave')) : nothing}
      ${entry(msg('Sign out'), () => choose('wiki-room-sign-out'))}
    </div>`;
}
