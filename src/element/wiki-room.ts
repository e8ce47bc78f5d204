import { localized } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ConnectFrame } from '../protocol/frame.ts';
import type { ConnectServices } from '../protocol/services.ts';
import type { RoomViewSnapshot } from '../room/room-view-snapshot.ts';
import { Asides } from './asides.ts';
import type { WikiRoomComposer } from './composer/composer.ts';
import { FrameController } from './frame/frame-controller.ts';
import { renderFrame } from './frame/render-frame.ts';
import type { WikiRoomKeys } from './keys/keys.ts';
import { languageOfWords, useLanguage } from './locales/localization.ts';
import { NearScreenController } from './near-screen-controller.ts';
import { PublicState } from './public-state.ts';
import type { ActingElement } from './room-actions.ts';
import { RoomChunks } from './room-chunks.ts';
import { RoomController } from './room-controller.ts';
import { roomNameFor } from './room-name.ts';
import { renderBeforeRoom } from './screens/render-before-room.ts';
import { renderHeaderPlace } from './screens/render-header-place.ts';
import { renderMainPlace } from './screens/render-main-place.ts';
import { screensStyles } from './screens/screens.styles.ts';
import { readFrame, readLook, readSettings } from './settings.ts';
import type { ElementLook } from './settings.ts';
import { resetStyles } from './styles/reset.styles.ts';
import { controlStyles, hiddenStyles, tokensStyles } from './styles/tokens.styles.ts';
import { surroundings } from './surroundings.ts';
import { ThemeController } from './theme-controller.ts';
import { languageOf } from './timeline/language-of.ts';
import type { RoomActions, RoomContent } from './views/room-content.ts';
import type * as Views from './views/views.ts';
import { wikiRoomStyles } from './wiki-room.styles.ts';

/** What is drawn of a room, and by what. */
type DrawnContent = RoomContent & { readonly views: typeof Views };

/**
 * A Matrix room inside a page: signs the reader in, opens the room, shows and sends its messages. It begins when it
 * comes within one screen of what is seen, never takes the focus and never scrolls the page by itself. To assistive
 * technology it is a region named after the room.
 *
 * Settings that it does not have itself are taken from `<meta name="wiki-room:…">` in the page's head.
 *
 * @summary A Matrix room inside a page.
 * @tag wiki-room
 *
 * @fires {CustomEvent<{ roomId: string }>} wiki-room-ready - The room is on screen, and live.
 * @fires {CustomEvent<{ userId: string }>} wiki-room-signed-in - A session was found or made.
 * @fires {CustomEvent<null>} wiki-room-signed-out - The session has ended.
 * @fires {CustomEvent<{ eventId: string }>} wiki-room-message-sent - The homeserver accepted a message that was written in this room and browser.
 * @fires {CustomEvent<{ messages: number, mentions: number }>} wiki-room-unread-changed - What is not read yet.
 * @fires {CustomEvent<{ href: string }>} wiki-room-link-clicked - Cancelable: `preventDefault()` stops the browser, and the room where it is a link into it.
 * @fires {CustomEvent<{ code: string, message: string, detail?: string, retryAfterMs?: number }>} wiki-room-error - Something stops the room, and the reader was told.
 *
 * @attr {string} lang - The language of its words: `en`, `de`, `fr`; default: the page's.
 *
 * @csspart room - All of it, with the line around it.
 * @csspart header - The line with the room's name.
 * @csspart topic - The room's topic.
 * @csspart menu - The menu of the header.
 * @csspart timeline - The scrolling list of messages.
 * @csspart message - One message, in full.
 * @csspart message-text - The text of a message.
 * @csspart actions - What can be done with a message.
 * @csspart sender - The name of a sender.
 * @csspart time - The time of a message.
 * @csspart avatar - The picture of a person.
 * @csspart reply - The line that says what a message answers.
 * @csspart thread - The line that says what thread a message is in.
 * @csspart reactions - The reactions to a message.
 * @csspart picture - A picture in a message.
 * @csspart file - A file in a message.
 * @csspart day-line - The line between days.
 * @csspart new-line - The line where reading stopped.
 * @csspart jump-button - The button that goes to the newest message.
 * @csspart unread-button - The button that goes up to the first unread message.
 * @csspart empty - What is said of a room in which nobody has said anything.
 * @csspart replaced - The line that leads to the room that took this one's place.
 * @csspart composer - The box around the field and the send button.
 * @csspart composer-field - The field to write in.
 * @csspart composer-files - The files that are sent with the text.
 * @csspart composer-mode - The line that says what is answered or changed.
 * @csspart composer-held - The question about a message that is held back.
 * @csspart attach-button - Chooses files.
 * @csspart send-button - The button that sends.
 * @csspart keys - A question about the reader's keys, or the line that stays of one that was put off.
 * @csspart strip - A line under the header: offline, session expired.
 * @csspart screen - What is shown instead of a conversation.
 * @csspart sign-in-button - The button that signs in.
 * @csspart skeleton - The grey shapes while it loads.
 *
 * @cssprop [--wiki-room-accent] - Colour of links, buttons and marks; default: the page's link colour.
 * @cssprop [--wiki-room-surface] - Background; default: the page's behind the element.
 * @cssprop [--wiki-room-text] - Colour of text; default: the page's.
 * @cssprop [--wiki-room-border] - Line around the element, as in `border`; default: 1px in the colour of lines.
 * @cssprop [--wiki-room-radius=0.5em] - Rounding of the element's corners.
 * @cssprop [--wiki-room-font-family] - Font; default: the page's.
 *
 * @cssstate loading - Nothing of the room is on screen yet.
 * @cssstate signed-out - The reader has to sign in.
 * @cssstate ready - Messages are on screen.
 * @cssstate encrypted - The room is encrypted.
 * @cssstate offline - The homeserver cannot be reached.
 * @cssstate error - Something is wrong; see `wiki-room-error`.
 */
@localized()
export class WikiRoom extends LitElement {
  static override styles = [tokensStyles, controlStyles, hiddenStyles, resetStyles, screensStyles, wikiRoomStyles];

  /**
   * How an element gets its engine, store and sign-in. Set before the first element is shown.
   *
   * @internal
   */
  static connect: ConnectServices | undefined;

  /** Of the script (`0.1.0`), and of what it stores in a reader's browser; `undefined` before it is defined. */
  static versions: { readonly script: string; readonly stores: number } | undefined;

  /**
   * The chunk with the port to a frame.
   *
   * @internal
   */
  static loadFrame: (() => Promise<ConnectFrame>) | undefined;

  /**
   * What the page of a frame tells the element in it.
   *
   * @internal
   */
  static readonly surroundings = surroundings;

  @query('wiki-room-composer') private _composer!: WikiRoomComposer | null;
  @query('.question button') private _stay!: HTMLElement | null;
  @query('wiki-room-keys') private _keys!: WikiRoomKeys | null;

  /** Address of the new room that the reader went to from one that was replaced. */
  @state() private _followed: { readonly from: string | undefined; readonly to: string } | undefined;

  /** `#alias:server`, `!id`, a `matrix:` URI or a `matrix.to` link; one with an event opens at that event. */
  @property() room: string | undefined;
  /** Base URL, or a server name to discover; default: the server of the room's alias. */
  @property() homeserver: string | undefined;
  /** The OIDC issuer. */
  @property() issuer: string | undefined;
  /** The public client at the issuer. */
  @property({ attribute: 'client-id' }) clientId: string | undefined;
  /** Where the sign-in returns; default: `callback.html` beside the script. */
  @property() callback: string | undefined;
  /** Who is signed in to the page, in its own words: nothing of a former reader is shown to another one. */
  @property() user: string | undefined;
  /** Address of `frame.html` on an origin of its own: the room is shown there, out of reach of this page's scripts. */
  @property() frame: string | undefined;
  /** `auto` (default): as the page is; or `light`, `dark`. */
  @property() theme: string | undefined;
  /** No composer: nothing new is written. Joining, and what waits to be sent already, stay. */
  @property({ type: Boolean, attribute: 'read-only' }) readOnly = false;
  /** No header, and with it no menu. */
  @property({ type: Boolean, attribute: 'without-header' }) withoutHeader = false;
  /** The same as `readOnly`. */
  @property({ type: Boolean, attribute: 'without-composer' }) withoutComposer = false;

  readonly #internals = this.attachInternals();
  readonly #public = new PublicState(this, this.#internals);
  readonly #near = new NearScreenController(this, () => {
    this.#expect();
    this.#check();
  });
  readonly #frame = new FrameController(this, {
    load: () => WikiRoom.loadFrame,
    url: () => readFrame(this, this.ownerDocument),
    show: (states) => this.#public.show(states),
  });
  readonly #theme = new ThemeController(this, () => {
    this.#frame.tellSettings();
    const language = languageOf(this);
    if (language === this.#language) return;
    this.#language = language;
    void useLanguage(language);
    this.requestUpdate();
  });
  readonly #chunks = new RoomChunks(this, () => this.#changed());
  readonly #asides = new Asides(this);
  readonly #controller = new RoomController(this, {
    connect: () => WikiRoom.connect,
    settings: () => this.#settings(),
    changed: () => this.#changed(),
    sent: (eventId) => this.#public.sent(eventId),
    elsewhere: () => this.#frame.wanted,
  });
  #shown: unknown;
  #wasLost = false;
  #actions: RoomActions | undefined;
  #focusWanted = false;
  #language: string | undefined;

  constructor() {
    super();
    this.#internals.role = 'region';
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  override attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    super.attributeChangedCallback(name, before, value);
    if (name === 'lang' && this.isConnected) this.#theme.update();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.#near.isNear) return;
    this.#expect();
    // Whoever puts it in may be about to set its attributes.
    queueMicrotask(() => this.isConnected && this.#check());
  }

  /**
   * A frame that `moveBefore` takes along lives on.
   *
   * @internal
   */
  connectedMoveCallback(): void {
    if (this.#frame.wanted) return this.#theme.update();
    this.disconnectedCallback();
    this.connectedCallback();
  }

  /** Goes up the sign-in ladder; call it in a click, so that a window may open. */
  async signIn(): Promise<void> {
    if (this.#frame.wanted) return this.#frame.call({ name: 'sign-in' });
    const { viewModel } = this.#controller;
    if (viewModel !== undefined) return viewModel.signIn();
    this.#near.arrive();
    await (await this.#controller.ready())?.signIn();
  }

  /** Ends the Matrix session and removes what is stored of it: tokens, keys, rows, drafts, what waits to be sent. */
  async signOut(): Promise<void> {
    if (this.#frame.wanted) return this.#frame.call({ name: 'sign-out' });
    this.#near.arrive();
    await (await this.#controller.ready())?.signOut();
  }

  /**
   * Brings an event into view as soon as there is a conversation, loading older messages where needed. Rejects with a
   * `WikiRoomError`: `room-not-found` (detail `event`), or why there is no conversation.
   */
  async showEvent(eventId: string): Promise<void> {
    if (this.#frame.wanted) return this.#frame.call({ name: 'show-event', eventId });
    this.#near.arrive();
    await this.#controller.showEvent(eventId);
  }

  /** Puts the cursor into the composer; as soon as there is one. */
  focusComposer(): void {
    this.#near.arrive();
    if (this.#frame.wanted) return void this.#frame.call({ name: 'focus-composer' }).catch(() => undefined);
    this.#focusWanted = true;
    this.#focusComposer();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('theme')) this.#theme.update();
    if (!this.hasUpdated) return;
    const settings = ['room', 'homeserver', 'issuer', 'clientId', 'callback', 'user', 'frame'] as const;
    const flags = ['readOnly', 'withoutHeader', 'withoutComposer'] as const;
    if (this.#near.isNear && [...settings, ...flags].some((name) => changed.has(name))) this.#check();
  }

  protected override render(): TemplateResult {
    const content = this.#frame.wanted
      ? renderFrame(this.#frame, this.#name(undefined), this.look.withoutHeader)
      : this.#renderRoom();
    return html`<div class="room" part="room" lang=${languageOf(this)} @wiki-room-tell-beside=${this.#asides.tell}>
      ${content} ${this.#asides.render()}
    </div>`;
  }

  protected override updated(): void {
    this.#internals.ariaLabel = this.#name(this.#view);
    if (this.#focusWanted) this.#focusComposer();
    this.#chunks.updated(this.#view);
  }

  /**
   * The room as the page names it; empty: not at all.
   *
   * @internal
   */
  get roomAddress(): string {
    return readSettings(this, this.ownerDocument)?.room ?? '';
  }

  /**
   * How it is shown, with what the page's head says.
   *
   * @internal
   */
  get look(): ElementLook {
    return readLook(this, this.ownerDocument);
  }

  get #view(): RoomViewSnapshot | undefined {
    return this.#controller.viewModel?.getSnapshot();
  }

  #name(view: RoomViewSnapshot | undefined): string {
    return roomNameFor(view?.room, this.#settings()?.room);
  }

  #content(view: RoomViewSnapshot, name: string, views: typeof Views): DrawnContent {
    const { readOnly, withoutHeader, withoutComposer } = this.look;
    const { chunk: tools, error: missing } = this.#chunks.tools;
    return {
      views,
      view,
      name,
      media: this.#chunks.media,
      menu: tools?.headerMenu,
      timelineTools: tools?.timelineTools,
      renderAccess: tools?.renderAccess,
      language: languageOfWords(languageOf(this)),
      readOnly: readOnly || withoutComposer,
      withoutHeader,
      wasLost: this.#wasLost,
      missing,
      actions: (this.#actions ??= views.roomActions(this.#acting())),
    };
  }

  #renderRoom(): TemplateResult {
    const view = this.#view;
    const name = this.#name(view);
    const views = this.#chunks.views.chunk;
    const content = view && views && this.#content(view, name, views);
    return html`${this.look.withoutHeader ? nothing : this.#renderHeader(view, name, content)}
    ${this.#renderBody(view, name, content)}`;
  }

  #renderHeader(
    view: RoomViewSnapshot | undefined,
    name: string,
    content: DrawnContent | undefined,
  ): TemplateResult | typeof nothing {
    // Where there is no conversation and none is coming, the screen says which room it is.
    const { kind } = view?.screen ?? { kind: 'loading' };
    if (this.#controller.error !== undefined || (kind !== 'loading' && kind !== 'room')) return nothing;
    return content === undefined ? renderHeaderPlace(name) : content.views.renderHeader(content);
  }

  #renderBody(view: RoomViewSnapshot | undefined, name: string, content: DrawnContent | undefined): unknown {
    const open = view?.screen.kind === 'room' ? view.open : undefined;
    const strips = content && open && content.views.renderStrips(content, open);
    if (content && open && this.#chunks.mayDraw(open)) {
      return [strips, renderMainPlace(content.views.renderMain(content, open))];
    }
    const before = renderBeforeRoom({
      view,
      roomName: name,
      error: this.#controller.error,
      missing: this.#chunks.views.error,
      unsent: this.#chunks.renderUnsent(view?.unsent),
      signIn: () => void this.signIn(),
      again: () => this.#controller.again(),
      loadAgain: () => this.#chunks.views.again(),
    });
    return [strips ?? nothing, renderMainPlace(before)];
  }

  #settings(): ReturnType<typeof readSettings> {
    const settings = readSettings(this, this.ownerDocument);
    const followed = this._followed;
    if (settings === undefined || followed === undefined || followed.from !== settings.room) return settings;
    return { ...settings, room: followed.to };
  }

  #changed(): void {
    const { viewModel, error } = this.#controller;
    if (viewModel !== this.#shown) {
      this.#public.reset();
      this.#wasLost = false;
    }
    this.#shown = viewModel;
    const view = viewModel?.getSnapshot();
    if (view !== undefined && view.connection.state !== 'connecting') this.#wasLost = view.connection.state === 'lost';
    this.#chunks.follow(view);
    const missing = view?.open === undefined ? undefined : this.#chunks.error;
    this.#public.update(view, error ?? missing, this.#chunks.mayDraw(view?.open));
    this.requestUpdate();
  }

  /** As early as can be: it is loaded while this page is still busy. */
  #expect(): void {
    if (!this.#frame.wanted) this.#chunks.expect();
  }

  /** One home at a time. */
  #check(): void {
    this.#frame.check();
    if (this.#frame.wanted) return this.#controller.stop();
    this.#controller.check();
  }

  #focusComposer(): void {
    const composer = this._composer;
    if (composer === null || this.#chunks.tools.chunk === undefined) return;
    this.#focusWanted = false;
    void composer.updateComplete.then(() => composer.focus());
  }

  #acting(): ActingElement {
    return {
      controller: this.#controller,
      chunks: this.#chunks,
      view: () => this.#view,
      composer: () => this._composer,
      keys: () => this._keys,
      signIn: () => this.signIn(),
      signOut: () => this.signOut(),
      goTo: (to) => {
        this._followed = { from: readSettings(this, this.ownerDocument)?.room, to };
        this.#controller.check();
      },
      focusComposer: () => this.focusComposer(),
      focusQuestion: async () => {
        await this.updateComplete;
        this._stay?.focus();
      },
      announce: (text) => this.#asides.announce(text),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room': WikiRoom;
  }
}
