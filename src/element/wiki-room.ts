import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { RoomAccess, RoomSnapshot } from '../protocol/room.ts';
import type { MessageRow } from '../protocol/row.ts';
import type { ConnectServices } from '../protocol/services.ts';
import type { OpenRoom } from '../room/open-room.ts';
import type { RoomViewSnapshot } from '../room/room-view-model.ts';
import type { WikiRoomComposer } from './composer/composer.ts';
import { PublicEvents } from './public-events.ts';
import { speak } from './localisation.ts';
import type { WikiRoomKeys } from './keys/keys.ts';
import { PageTheme } from './page-theme.ts';
import { RoomSession } from './room-session.ts';
import { renderAccess, renderFailed, renderSignedOut, renderSkeleton } from './screens/render-screen.ts';
import { renderFoot, renderStatus } from './screens/render-status.ts';
import { screensStyles } from './screens/screens.styles.ts';
import { controlStyles, hiddenStyles, tokensStyles } from './styles/tokens.styles.ts';
import { languageOf } from './timeline/language-of.ts';
import { wikiRoomStyles } from './wiki-room.styles.ts';

/**
 * A Matrix room inside a page: signed in through the organisation's identity provider, end-to-end encrypted.
 *
 * @summary A Matrix room inside a page.
 * @documentation docs/embedding.md
 * @tag wiki-room
 *
 * @attr {string} room - `#alias:server`, `!id`, a `matrix:` URI or a `matrix.to` link; one with an event opens at it.
 * @attr {string} homeserver - Base URL, or a server name to discover; default: the server of the room's alias.
 * @attr {string} issuer - The OIDC issuer.
 * @attr {string} client-id - The public client at the issuer.
 * @attr {string} callback - Where the sign-in returns; default: `callback.html` beside the script.
 *
 * @fires {CustomEvent<{ roomId: string }>} wiki-room-ready - The room is on screen, live.
 * @fires {CustomEvent<{ userId: string }>} wiki-room-signed-in - Somebody is signed in.
 * @fires {CustomEvent<null>} wiki-room-signed-out - Nobody is signed in any more.
 * @fires {CustomEvent<{ eventId: string }>} wiki-room-message-sent - The homeserver accepted a message.
 * @fires {CustomEvent<{ messages: number, mentions: number }>} wiki-room-unread-changed - What is unread changed.
 * @fires {CustomEvent<{ href: string }>} wiki-room-link-clicked - A link of a message was clicked; cancelable.
 * @fires {CustomEvent<ErrorData>} wiki-room-error - Something failed, and the reader was told.
 *
 * @csspart header - Name, number of people, topic, menu.
 * @csspart status - The line under the header while something is not as usual.
 * @csspart timeline - The messages.
 * @csspart keys - The question about the recovery key.
 * @csspart composer - The field and the send button.
 * @csspart sign-in - What is shown while nobody is signed in.
 * @csspart access - The way into a room the reader is not in.
 * @csspart error - What is shown where nothing else can be.
 * @csspart skeleton - What is shown while the room is loading.
 * @csspart foot - The line in the composer's place where nothing can be written.
 *
 * @cssprop [--wiki-room-accent] - Links, buttons and focus; default: the page's link colour.
 * @cssprop [--wiki-room-surface] - Background; default: the page's.
 * @cssprop [--wiki-room-text] - Text; default: the page's.
 * @cssprop [--wiki-room-radius=0.5em] - Rounding of the frame.
 *
 * @cssstate loading - The room is not on screen yet.
 * @cssstate signed-out - Nobody is signed in.
 * @cssstate encrypted - The room is end-to-end encrypted.
 * @cssstate offline - The homeserver cannot be reached.
 * @cssstate failed - Nothing can be shown.
 */
@localized()
export class WikiRoom extends LitElement {
  static override styles = [tokensStyles, controlStyles, hiddenStyles, screensStyles, wikiRoomStyles];

  /**
   * Wires elements to the parts behind them.
   * @internal
   */
  static connect: ConnectServices | undefined;

  readonly #internals = this.attachInternals();

  @query('wiki-room-composer') private _composer!: WikiRoomComposer | null;
  @query('wiki-room-keys') private _keys!: WikiRoomKeys | null;

  @state() private _announcement = '';

  @property() room = '';
  @property() homeserver = '';
  @property() issuer = '';
  @property({ attribute: 'client-id' }) clientId = '';
  @property() callback = '';
  /** `auto` follows the page's background. */
  @property() theme: 'auto' | 'light' | 'dark' = 'auto';
  /** No composer: nothing can be sent. */
  @property({ type: Boolean, attribute: 'read-only' }) readOnly = false;
  @property({ type: Boolean, attribute: 'without-header' }) withoutHeader = false;
  @property({ type: Boolean, attribute: 'without-composer' }) withoutComposer = false;

  readonly #events = new PublicEvents(this);
  readonly #theme = new PageTheme(this);
  readonly #session = new RoomSession(this, {
    connect: () => WikiRoom.connect,
    changed: () => this.#changed(),
    sent: (eventId) => this.#events.sent(eventId),
  });
  readonly #actions = {
    signIn: () => void this.signIn(),
    act: (action: 'join' | 'knock' | 'leave') => void this.#session.viewModel?.act(action),
    retry: () => this.#session.retry(),
    retryConnection: () => void this.#session.viewModel?.retryConnection(),
  };
  #watched: OpenRoom | undefined;
  #unwatch: (() => void) | undefined;

  constructor() {
    super();
    this.#internals.role = 'region';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    speak(languageOf(this));
  }

  /** The sign-in ladder; call it in a click, so that a window may open. */
  async signIn(): Promise<void> {
    this.#session.begin();
    await this.#session.viewModel?.signIn();
  }

  /** Ends the Matrix session and removes every local trace. */
  async signOut(): Promise<void> {
    await this.#session.viewModel?.signOut();
  }

  /** Brings an event into view, loading older messages where needed. */
  async showEvent(id: string): Promise<void> {
    await this.#session.viewModel?.getSnapshot().open?.timeline.showEvent(id);
  }

  focusComposer(): void {
    this._composer?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const settings = ['room', 'homeserver', 'issuer', 'clientId', 'callback'] as const;
    for (const name of settings) if (changed.has(name) && this[name] !== '') this.#reflect(name);
    if (settings.some((name) => changed.has(name))) this.#session.settingsChanged();
    if (changed.has('theme')) this.#theme.update();
  }

  protected override render(): TemplateResult {
    const snapshot = this.#session.viewModel?.getSnapshot();
    return html`<div class="visually-hidden" role="status" aria-live="polite">${this._announcement}</div>
      ${this.#renderBody(snapshot)}`;
  }

  protected override updated(): void {
    const snapshot = this.#session.viewModel?.getSnapshot();
    this.#internals.ariaLabel = this.#name(snapshot?.room) || msg('Room');
    const { states } = this.#internals;
    const on: Record<string, boolean> = {
      loading: this.#session.error === undefined && this.#isLoading(snapshot),
      'signed-out': snapshot?.screen.kind === 'signed-out',
      encrypted: snapshot?.room?.encrypted === true,
      offline: snapshot?.connection.state === 'lost',
      failed: this.#session.error !== undefined || snapshot?.screen.kind === 'failed',
    };
    for (const [name, isOn] of Object.entries(on)) {
      if (isOn) states.add(name);
      else states.delete(name);
    }
    this.#events.tell(snapshot, this.#session.error);
  }

  #renderBody(snapshot: RoomViewSnapshot | undefined): TemplateResult {
    const { error } = this.#session;
    const name = this.#name(snapshot?.room);
    if (error !== undefined) return renderFailed(name, error, this.#actions);
    const screen = snapshot?.screen;
    switch (screen?.kind) {
      case 'signed-out':
        return renderSignedOut(name, screen, snapshot?.busy === 'sign-in', this.#actions);
      case 'failed':
        return renderFailed(name, screen.error, this.#actions);
      case 'room':
        return snapshot === undefined ? renderSkeleton() : this.#renderRoom(snapshot);
      default:
        return renderSkeleton();
    }
  }

  #renderRoom(snapshot: RoomViewSnapshot): TemplateResult {
    const { room, open, account, privateReceipts } = snapshot;
    const language = languageOf(this);
    const keys = open?.keys.getSnapshot();
    const header = this.withoutHeader
      ? nothing
      : html`<wiki-room-header
          exportparts="header, topic, menu"
          .room=${room}
          .name=${this.#name(room)}
          .userId=${account?.userId ?? ''}
          .language=${language}
          ?privateReceipts=${privateReceipts}
          ?keysWaiting=${keys?.prompt.kind === 'none' && keys.crypto.state === 'needs-recovery'}
          @wiki-room-sign-out=${() => void this.signOut()}
          @wiki-room-keys=${() => void this.#askKeys(open)}
          @wiki-room-private-receipts=${this.#receiptsChosen}
        ></wiki-room-header>`;
    return html`${header} ${renderStatus(snapshot, language, this.#actions)}
    ${this.#renderConversation(snapshot, room?.access ?? { kind: 'opening' })}`;
  }

  #renderConversation(snapshot: RoomViewSnapshot, access: RoomAccess): TemplateResult {
    const { room, open } = snapshot;
    if (access.kind !== 'joined' && access.kind !== 'opening') {
      return renderAccess(this.#name(room), access, snapshot, this.#actions);
    }
    if (room === undefined || open === undefined || this.#isLoading(snapshot)) return renderSkeleton();
    return html`<wiki-room-timeline
        exportparts="timeline, message, message-body, jump-button, empty"
        .viewModel=${open.timeline}
        .media=${this.#session.media}
        .roomName=${this.#name(room)}
        @wiki-room-reply=${(event: CustomEvent<{ row: MessageRow }>) => open.composer.reply(event.detail.row)}
        @wiki-room-edit=${(event: CustomEvent<{ row: MessageRow }>) => open.composer.edit(event.detail.row)}
        @wiki-room-announce=${this.#announce}
        @wiki-room-recover=${() => void this.#askKeys(open)}
        @wiki-room-escape=${() => this.focusComposer()}
      ></wiki-room-timeline>
      ${room.encrypted ? html`<wiki-room-keys exportparts="keys" .viewModel=${open.keys}></wiki-room-keys>` : nothing}
      ${this.#renderComposer(room, open)}`;
  }

  #renderComposer(room: RoomSnapshot, open: OpenRoom): TemplateResult | typeof nothing {
    if (this.withoutComposer || this.readOnly) return nothing;
    if (room.successor !== undefined || !room.canSend) {
      return renderFoot(room.successor, (address) => {
        this.room = address;
      });
    }
    return html`<wiki-room-composer
      exportparts="composer, composer-field, composer-mode, send-button"
      .viewModel=${open.composer}
      .roomName=${this.#name(room)}
      .typing=${room.typing}
      ?encrypted=${room.encrypted}
    ></wiki-room-composer>`;
  }

  #isLoading(snapshot: RoomViewSnapshot | undefined): boolean {
    if (snapshot === undefined) return true;
    const { screen, room, open } = snapshot;
    if (screen.kind === 'loading' || screen.kind === 'signing-in') return true;
    if (screen.kind !== 'room') return false;
    if (room === undefined || room.access.kind === 'opening') return true;
    return room.access.kind === 'joined' && open?.timeline.getSnapshot().painted !== true;
  }

  #name(room: RoomSnapshot | undefined): string {
    return room?.name ?? this.#session.viewModel?.address.room ?? this.room;
  }

  #changed(): void {
    const open = this.#session.viewModel?.getSnapshot().open;
    if (open !== this.#watched) {
      this.#unwatch?.();
      this.#watched = open;
      this.#unwatch = open === undefined ? undefined : this.#watch(open);
    }
    this.requestUpdate();
  }

  /** Rows and keys have views of their own; this one only waits for the first rows and for questions. */
  #watch(open: OpenRoom): () => void {
    let painted = open.timeline.getSnapshot().painted;
    const stops = [
      open.timeline.subscribe(() => {
        const { painted: now, live } = open.timeline.getSnapshot();
        if (now !== painted) this.requestUpdate();
        painted = now;
        if (live) this.#events.live();
      }),
      open.keys.subscribe(() => this.requestUpdate()),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async #askKeys(open: OpenRoom | undefined): Promise<void> {
    open?.keys.ask();
    await this.updateComplete;
    await this._keys?.updateComplete;
    this._keys?.focus();
  }

  /** A property that was set counts as its attribute: the settings are read from there. */
  #reflect(name: 'room' | 'homeserver' | 'issuer' | 'clientId' | 'callback'): void {
    const attribute = name === 'clientId' ? 'client-id' : name;
    if (this.getAttribute(attribute) !== this[name]) this.setAttribute(attribute, this[name]);
  }

  readonly #announce = (event: CustomEvent<{ text: string }>): void => {
    this._announcement = event.detail.text;
  };

  readonly #receiptsChosen = (event: CustomEvent<{ value: boolean }>): void => {
    void this.#session.viewModel?.setPrivateReceipts(event.detail.value);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room': WikiRoom;
  }
}
