import { msg, str, updateWhenLocaleChanges } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { MessageRow } from '../../protocol/row.ts';
import { estimateHeight } from '../../room/timeline/estimate-height.ts';
import { dayAtTop, newestSeen, shouldLoadOlder } from '../../room/timeline/scroll-decisions.ts';
import type { Viewport } from '../../room/timeline/scroll-decisions.ts';
import { isArticle, showsEvent } from '../../room/timeline/timeline-item.ts';
import type { MessageItem, TimelineItem } from '../../room/timeline/timeline-item.ts';
import type { TimelineSnapshot, TimelineViewModel } from '../../room/timeline/timeline-view-model.ts';
import { WikiRoomEvent } from '../events.ts';
import type { MediaLoader } from '../media/media-loader.ts';
import { formatsFor } from '../message/formats.ts';
import type { MessageActions, MessageContext } from '../message/message-context.ts';
import { echoStyles } from '../message/echo.styles.ts';
import { linesStyles } from '../message/lines.styles.ts';
import { messageStyles } from '../message/message.styles.ts';
import { renderLine } from '../message/render-line.ts';
import { copy } from '../parts/copy.ts';
import { partsStyles } from '../parts/parts.styles.ts';
import { SnapshotController } from '../snapshot-controller.ts';
import { Announcer } from './announcer.ts';
import { languageOfWords } from '../locales/localization.ts';
import { languageOf } from './language-of.ts';
import type { ReadTracker } from './read-tracker.ts';
import { opensElsewhere } from './opens-elsewhere.ts';
import { renderHistory, renderOver } from './render-around.ts';
import type { MissedActions } from './render-around.ts';
import { renderJump, renderUnread } from './render-jump.ts';
import type { RovingFocus } from './roving-focus.ts';
import { sweepMarkers } from './sweep-markers.ts';
import type { Halts } from './halts.ts';
import type { TimelineTools } from './timeline-tools.ts';
import { timelineStyles } from './timeline.styles.ts';
import { VirtualList } from './virtual-list.ts';

/**
 * The messages of a room: a list of any length, newest at the end.
 *
 * @summary The timeline of a room.
 * @fires {CustomEvent<{ row: MessageRow }>} wiki-room-reply - The reader wants to answer a message.
 * @fires {CustomEvent<{ row: MessageRow }>} wiki-room-edit - The reader wants to change their message.
 * @fires {CustomEvent<{ txnId: string }>} wiki-room-take-back - The reader wants to change a message that was not sent.
 * @fires {CustomEvent<{ text: string }>} wiki-room-announce - Something for a polite live region.
 * @fires {CustomEvent} wiki-room-recover - The reader wants to enter their recovery key.
 * @fires {CustomEvent} wiki-room-escape - Escape was pressed, and nothing here is left to close.
 */
export class WikiRoomTimeline extends LitElement {
  static override styles = [timelineStyles, messageStyles, echoStyles, linesStyles, partsStyles];

  @state() private _atEnd = true;
  /** The first unread message is above what is in view, or further back than is known. */
  @state() private _unreadAbove = false;
  /** The day of what is at the top of the view, once the reader went up: a time within it. */
  @state() private _day: number | undefined;
  @state() private _expanded: ReadonlySet<string> = new Set();

  @property({ attribute: false }) viewModel: TimelineViewModel | undefined;
  @property({ attribute: false }) media: MediaLoader | undefined;
  @property({ attribute: false }) roomName = '';
  /** Nothing is written from here, whatever the room allows. */
  @property({ attribute: false }) readOnly = false;
  /** There is no connection to the homeserver. */
  @property({ attribute: false }) offline = false;
  /** Comes later; until then its keys do nothing. */
  @property({ attribute: false }) tools: TimelineTools | undefined;

  readonly #snapshot = new SnapshotController(this, () => this.viewModel);
  readonly #announcer = new Announcer((text) => this.#announce(text));
  readonly #list = new VirtualList(this, {
    elements: () => this.#elements(),
    estimate: (item) => estimateHeight(item, this.#measure),
    laidOut: () => this.#measureText(),
    viewed: () => this.#viewed(),
    kept: () => this.#focus?.keptKeys ?? [],
  });
  readonly #actions: MessageActions = {
    reply: (item) => this.#replyTo(item),
    edit: (item) => this.#edit(item),
    copyText: ({ row }, event) => copy(event, this.tools?.textOfMessage(row.body) ?? '', msg('Text copied')),
    copyLink: ({ row }, event) => copy(event, this.viewModel?.linkTo(row.id) ?? '', msg('Link copied')),
    retry: (txnId) => void this.viewModel?.retry(txnId).catch(() => undefined),
    remove: (txnId) => void this.viewModel?.removeFailed(txnId).catch(() => undefined),
    takeBack: (txnId) => this.dispatchEvent(new CustomEvent('wiki-room-take-back', { detail: { txnId } })),
    showEvent: (eventId) => this.scrollToEvent(eventId),
    toggle: (item) => this.viewModel?.toggle(item),
    expand: (item) => this.#expand(item),
    loadOlder: () => void this.viewModel?.loadOlder(),
    recover: () => this.#tell('wiki-room-recover'),
  };

  #focus: RovingFocus | undefined;
  #halts: Halts | undefined;
  #read: ReadTracker | undefined;
  #measure = { em: 16, width: 600 };
  /** Counts changes of the words: lines drawn before are drawn anew. */
  #words = 0;
  #shownTarget: TimelineSnapshot['target'];
  #shownWritten: TimelineSnapshot['written'];
  /** What had the focus when the reader asked for an event. */
  #asked: Element | null = null;
  /** The line to be marked as soon as it is drawn. */
  #flash: string | undefined;

  constructor() {
    super();
    updateWhenLocaleChanges(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('lit-localize-status', this.#wordsChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('lit-localize-status', this.#wordsChanged);
  }

  /** Gives the focus to the line that had it last, or the newest message in view; nothing is scrolled but to it. */
  focusLast(): void {
    const activeKey = this.#focus?.activeKey;
    if (activeKey !== undefined) this.#focus?.focus(activeKey);
  }

  /** Brings an event into view and marks it for a moment; says so where it cannot be had. `href`: the link that names it. */
  scrollToEvent(eventId: string, href?: string): void {
    this.#asked = this.#focused;
    const options = { focus: true, ...(href === undefined ? {} : { href }) };
    void this.viewModel?.showEvent(eventId, options).catch(() => undefined);
  }

  /** A link that was clicked, here or beside, is followed in place where it leads into this room. */
  followLink(event: MouseEvent, href: string): void {
    const address = event.defaultPrevented || opensElsewhere(event) ? undefined : this.viewModel?.addressHere(href);
    if (address === undefined) return;
    event.preventDefault();
    if (address.eventId === undefined) this.#focusNewest();
    else this.scrollToEvent(address.eventId, href);
  }

  protected override willUpdate(): void {
    if (this.#focus === undefined && this.tools !== undefined) this.#equip(this.tools);
    this.#list.setItems(this.#items);
    const target = this.#snapshot.value?.target;
    if (target !== undefined && target !== this.#shownTarget) this.#showTarget(target);
    this.#showWritten(this.#snapshot.value?.written);
  }

  protected override render(): TemplateResult {
    const { start, end } = this.#list.range;
    const snapshot = this.#snapshot.value;
    const context = this.#context();
    const active = this.#focus?.activeKey;
    const today = new Date(context.now).toDateString();
    const dependencies = [
      context.formats,
      context.canSend,
      context.offline,
      context.media,
      context.haltOf,
      today,
      this.#words,
    ];
    return html`<div
        class="scroller"
        part="timeline"
        @keydown=${this.#focus?.keyDown}
        @focusin=${this.#focus?.focusIn}
        @focusout=${this.#focus?.focusOut}
        @pointerdown=${this.#focus?.pointerDown}
        @pointerover=${this.#focus?.pointerOver}
        @pointerleave=${this.#focus?.pointerLeave}
      >
        <div class="history">
          ${snapshot === undefined ? nothing : renderHistory(snapshot, this.#actions.loadOlder)}
        </div>
        <div class="filler"></div>
        <div
          class="lines"
          role="log"
          aria-live="off"
          aria-label=${this.roomName === '' ? msg('Messages') : msg(str`Messages in ${this.roomName}`)}
          aria-busy=${this.#isOfLastVisit ? 'true' : nothing}
        >
          ${repeat(
            this.#items.slice(start, end),
            ({ key }) => key,
            (item) => {
              const line = {
                active: item.key === active,
                withActions: this.#focus?.showsActions(item.key) === true,
                expanded: this._expanded.has(item.key),
              };
              return guard([item, line.active, line.withActions, line.expanded, ...dependencies], () =>
                renderLine(item, line, context),
              );
            },
          )}
        </div>
        <div class="filler"></div>
      </div>
      ${this.#isOfLastVisit ? html`<div class="not-live"></div>` : nothing} ${this.#renderDay(context)}
      ${this.#renderUnread(context)}
      ${snapshot === undefined ? nothing : renderOver(snapshot, this.#canSend, this.#missed)}
      ${this.#renderJump(context)}`;
  }

  protected override updated(): void {
    const lines = this.#find('.lines');
    if (lines !== null) sweepMarkers(lines);
    if (this.#snapshot.value === undefined) return;
    const arrived = this.#announcer.update(this.#snapshot.value, this.#halts);
    if (arrived !== undefined && !(this.#read?.attentive ?? document.hasFocus()))
      this.viewModel?.cameUnseen(arrived.id);
    this.#flashTarget();
  }

  /** Of the room's parts. */
  get #focused(): Element | null {
    return (this.getRootNode() as ShadowRoot).activeElement;
  }

  get #canSend(): boolean {
    return !this.readOnly && this.#snapshot.value?.canSend === true;
  }

  /** What is shown is from before: the homeserver has not answered yet. */
  get #isOfLastVisit(): boolean {
    return this.#snapshot.value?.painted === true && !this.#snapshot.value.live;
  }

  get #items(): readonly TimelineItem[] {
    return this.#snapshot.value?.items ?? [];
  }

  #renderDay({ formats, now }: MessageContext): TemplateResult | typeof nothing {
    if (this._day === undefined) return nothing;
    return html`<div class="sticky-day" aria-hidden="true">${formats.day(this._day, now)}</div>`;
  }

  #renderUnread({ formats }: MessageContext): TemplateResult | typeof nothing {
    const unread = this.#snapshot.value?.firstUnread;
    if (unread === undefined || !this._unreadAbove) return nothing;
    return renderUnread(unread, formats, this.#showUnread);
  }

  #renderJump({ formats }: MessageContext): TemplateResult | typeof nothing {
    const snapshot = this.#snapshot.value;
    if (snapshot === undefined || this._atEnd) return nothing;
    return renderJump(snapshot.jump, formats, this.#focusNewest);
  }

  #context(): MessageContext {
    return {
      formats: formatsFor(languageOfWords(languageOf(this))),
      now: Date.now(),
      canSend: this.#canSend,
      offline: this.offline,
      media: this.media,
      actions: this.#actions,
      haltOf: this.tools?.haltOf,
      onLink: this.#linkClicked,
    };
  }

  #elements(): ReturnType<ConstructorParameters<typeof VirtualList>[1]['elements']> {
    const [scroller, before, lines, after] = ['.scroller', '.filler', '.lines', '.lines + .filler'].map(this.#find);
    if (!scroller || !before || !lines || !after) return undefined;
    return { scroller, before, lines, after };
  }

  /** Of its own parts; `null` before the first drawing. */
  readonly #find = (selector: string): HTMLElement | null => this.renderRoot.querySelector<HTMLElement>(selector);

  /** The drawn line of a key. */
  readonly #lineOf = (key: string): HTMLElement | null => this.#find(`.lines > [data-key="${CSS.escape(key)}"]`);

  #equip({ Halts, ReadTracker, RovingFocus, ReturnController }: TimelineTools): void {
    this.#halts = new Halts();
    // It may not be the day any more.
    new ReturnController(this, () => this.requestUpdate());
    this.#read = new ReadTracker(
      this,
      () => this.#find('.scroller') ?? undefined,
      (part) => this.#tellSeen(part),
    );
    this.#focus = new RovingFocus(this, {
      list: this.#list,
      items: () => this.#items,
      lines: () => this.#find('.lines'),
      lineOf: this.#lineOf,
      reply: (item) => this.#replyTo(item),
      edit: (item) => this.#edit(item),
      unread: () => this.#showUnread(),
      escape: () => this.#escape(),
    });
  }

  #measureText(): void {
    const em = Number.parseFloat(getComputedStyle(this).fontSize);
    const width = this.getBoundingClientRect().width;
    if (em > 0 && width > 0) this.#measure = { em, width };
  }

  #viewed(): void {
    this.#read?.soon();
    const snapshot = this.#snapshot.value;
    if (snapshot === undefined) return;
    const { viewport, wantsMore } = this.#list;
    if (wantsMore && shouldLoadOlder(snapshot.older, viewport, snapshot.items.length > 0)) {
      void this.viewModel?.loadOlder();
    }
    this._unreadAbove = snapshot.firstUnread !== undefined && this.#unreadTop < viewport.top;
    const { isAtEnd } = this.#list;
    this._day = isAtEnd ? undefined : dayAtTop(snapshot.items, this.#list.heights, viewport);
    if (isAtEnd === this._atEnd) return;
    this._atEnd = isAtEnd;
    this.viewModel?.setSeen(undefined, isAtEnd, false);
  }

  /** Where the line "New" stands in the list. */
  get #unreadTop(): number {
    const index = this.#items.findIndex(({ kind }) => kind === 'new');
    return index === -1 ? -Infinity : this.#list.heights.top(index);
  }

  readonly #showUnread = (): boolean => {
    if (this.#snapshot.value?.firstUnread === undefined) return false;
    this.#asked = this.#focused;
    void this.viewModel?.showFirstUnread().catch(() => undefined);
    return true;
  };

  #tellSeen({ top, height }: Viewport): void {
    const visible = { top: this.#list.viewport.top + top, height };
    const seen = newestSeen(this.#items, this.#list.heights, visible);
    const attentive = this.#read?.attentive === true;
    if (attentive && this.#snapshot.value?.firstUnread !== undefined) {
      const unreadTop = this.#unreadTop;
      if (unreadTop >= visible.top && unreadTop < visible.top + height) this.viewModel?.leaveUnread();
    }
    this.viewModel?.setSeen(seen, this.#list.isAtEnd, attentive);
  }

  #showTarget(target: NonNullable<TimelineSnapshot['target']>): void {
    const item = this.#items.find((candidate) => showsEvent(candidate, target.id));
    if (item === undefined) return;
    this.#shownTarget = target;
    this.#flash = item.key;
    // Who writes by now goes on writing.
    if (target.focus === true && this.#asked !== null && this.#focused === this.#asked) this.#focus?.focus(item.key);
    this.#list.toKey(item.key);
  }

  /** Who writes wants to see it, wherever they were reading. */
  #showWritten(txnId: string | undefined): void {
    if (txnId === this.#shownWritten) return;
    this.#shownWritten = txnId;
    if (txnId !== undefined) this.#list.toEnd();
  }

  #flashTarget(): void {
    const line = this.#flash === undefined ? null : this.#lineOf(this.#flash);
    if (line === null) return;
    this.#flash = undefined;
    line.toggleAttribute('data-flash', true);
    setTimeout(() => line.removeAttribute('data-flash'), 2_000);
  }

  #replyTo(item: TimelineItem): void {
    // Without an event id yet there is nothing that a reply could name.
    if (item.kind !== 'message' || !this.#canSend || item.echo?.edit === false) return;
    this.#tellOf('wiki-room-reply', item.row);
  }

  #edit(item: TimelineItem): void {
    if (item.kind !== 'message' || !this.#canSend || item.row.editable === undefined) return;
    this.#tellOf('wiki-room-edit', item.row);
  }

  #expand(item: MessageItem): void {
    const expanded = new Set(this._expanded);
    if (!expanded.delete(item.key)) expanded.add(item.key);
    this._expanded = expanded;
  }

  #escape(): void {
    this.viewModel?.stopSearch();
    if (this.#list.isAtEnd) this.#tell('wiki-room-escape');
    else this.#focusNewest();
  }

  /** Gives the focus to the newest message, and scrolls to the end: notices may stand after it. */
  readonly #focusNewest = (): void => {
    this.viewModel?.stopSearch();
    const newest = this.#items.findLast(isArticle);
    if (newest !== undefined) this.#focus?.focus(newest.key);
    this.#list.toEnd();
  };

  readonly #linkClicked = (event: MouseEvent, href: string): void => {
    this.#tellLink(event, href);
    this.followLink(event, href);
  };

  readonly #tellLink = (event: MouseEvent, href: string): void => {
    const wanted = new WikiRoomEvent('wiki-room-link-clicked', { href });
    if (!this.dispatchEvent(wanted)) event.preventDefault();
  };

  readonly #missed: MissedActions = {
    open: this.#tellLink,
    leave: () => {
      this.viewModel?.leaveMissing();
      this.focusLast();
    },
  };

  readonly #wordsChanged = (event: Event): void => {
    if ((event as CustomEvent<{ status: string }>).detail.status === 'ready') this.#words++;
  };

  #announce(text: string): void {
    this.dispatchEvent(new CustomEvent('wiki-room-announce', { detail: { text } }));
  }

  #tellOf(type: 'wiki-room-reply' | 'wiki-room-edit', row: MessageRow): void {
    this.dispatchEvent(new CustomEvent(type, { detail: { row } }));
  }

  #tell(type: 'wiki-room-recover' | 'wiki-room-escape'): void {
    this.dispatchEvent(new CustomEvent(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room-timeline': WikiRoomTimeline;
  }
}
