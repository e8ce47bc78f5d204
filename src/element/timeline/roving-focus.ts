import type { LitElement, ReactiveController } from 'lit';
import { isArticle } from '../../room/timeline/timeline-item.ts';
import type { TimelineItem } from '../../room/timeline/timeline-item.ts';
import { KeptFocus } from './kept-focus.ts';
import { keyOf } from './key-of.ts';
import { isStop, stopOf } from './stops.ts';
import { timelineKey } from './timeline-keys.ts';
import type { VirtualList } from './virtual-list.ts';

export interface RovingOptions {
  readonly list: VirtualList;
  readonly items: () => readonly TimelineItem[];
  readonly lines: () => HTMLElement | null;
  readonly lineOf: (key: string) => HTMLElement | null;
  readonly reply: (item: TimelineItem) => void;
  readonly edit: (item: TimelineItem) => void;
  /** Goes to the first unread message; false where there is none. */
  readonly unread: () => boolean;
  /** Escape on a line. */
  readonly escape: () => void;
}

/** Everything inside a line that Tab would stop at. */
const inner = 'a, summary, button:not(.action), pre, .table, wiki-room-file, wiki-room-picture';

/**
 * One stop of the Tab key for all lines, arrows between them; the actions of the message that has the focus or is under
 * the pointer.
 */
export class RovingFocus implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: RovingOptions;
  #active: string | undefined;
  #focused: string | undefined;
  /** The line that holds the focus, shown or not: Tab goes on to what is in it. */
  #inside: string | undefined;
  #hovered: string | undefined;
  #touched = false;
  /** Counts what has an id. */
  #described = 0;
  /** To be focused as soon as it is drawn. */
  #wanted: { readonly key: string; readonly action: boolean } | undefined;

  constructor(host: LitElement, options: RovingOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
    new KeptFocus(host, options, () => this.#wanted !== undefined);
  }

  /** The line that is the stop of the Tab key: the one used last, else the newest message that is drawn. */
  get activeKey(): string | undefined {
    const { list } = this.#options;
    const items = this.#options.items();
    const { start, end } = list.range;
    const index = this.#active === undefined ? -1 : list.heights.indexOf(this.#active);
    if (index >= start && index < end && isStop(items[index])) return this.#active;
    const drawn = items.slice(start, end);
    return (drawn.findLast(isArticle) ?? drawn.findLast(isStop))?.key;
  }

  /** Lines that stay drawn, in view or not: the focus is in one, or comes to it; a message is playing. */
  get keptKeys(): readonly (string | undefined)[] {
    const playing = this.#options.lines()?.querySelectorAll('[data-playing]') ?? [];
    return [this.#wanted?.key ?? this.#inside, ...[...playing].map(keyOf)];
  }

  showsActions(key: string): boolean {
    return key === this.#focused || key === this.#hovered;
  }

  focus(key: string, action = false): void {
    this.#wanted = { key, action };
    this.#active = key;
    this.#options.list.reveal(key);
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const lines = this.#options.lines();
    if (lines === null) return;
    this.#setStops(lines);
    this.#describe(this.activeKey);
    this.#focusWanted();
  }

  /** The name of a message is its sender and time: whoever comes to it with a key hears what is in it, too. */
  #describe(key: string | undefined): void {
    const article = key === undefined ? null : this.#options.lineOf(key);
    const content = article?.querySelector('.content, .muted');
    if (!article || !content || content.id !== '') return;
    content.id = `said-${++this.#described}`;
    article.setAttribute('aria-describedby', content.id);
  }

  #setStops(lines: ParentNode): void {
    const active = this.activeKey;
    for (const element of lines.querySelectorAll<HTMLElement>(inner)) {
      // What is in a message is stopped at from there; a line that is none is stopped at by its button.
      const stops = keyOf(element) === (element.closest('article') === null ? active : this.#inside);
      // What holds one is none.
      if (!stops) element.tabIndex = -1;
      else if (element.shadowRoot === null) element.tabIndex = 0;
      // What has the focus in it would lose it to nobody; it is done when the focus goes on.
      else if (element.shadowRoot.activeElement === null) element.removeAttribute('tabindex');
    }
  }

  #enter(key: string | undefined): void {
    this.#inside = key;
    const lines = this.#options.lines();
    if (lines !== null) this.#setStops(lines);
  }

  readonly focusIn = (event: FocusEvent): void => {
    const key = keyOf(event.target);
    const before = this.#active;
    this.#active = key ?? before;
    if (key !== this.#inside) this.#enter(key);
    // A click with a mouse has the pointer over the message anyway; after "jump to the newest" it has not.
    const shows = this.#touched || (event.target as Element).matches(':focus-visible');
    const focused = shows ? key : undefined;
    if (focused === this.#focused && this.#active === before) return;
    this.#focused = focused;
    this.#host.requestUpdate();
  };

  readonly focusOut = (event: FocusEvent): void => {
    // The window was left, not the message.
    if ((this.#host.renderRoot as ShadowRoot).activeElement === event.target) return;
    const to = keyOf(event.relatedTarget);
    this.#enter(to);
    if (to === this.#focused) return;
    this.#focused = undefined;
    this.#host.requestUpdate();
  };

  readonly pointerDown = (event: PointerEvent): void => {
    this.#touched = event.pointerType !== 'mouse';
  };

  readonly pointerOver = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse') this.#hover(keyOf(event.target));
  };

  readonly pointerLeave = (): void => this.#hover(undefined);

  readonly keyDown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const handled = target.closest('.actions') === null ? this.#onLine(event, target) : this.#onAction(event, target);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  };

  #onLine(event: KeyboardEvent, target: HTMLElement): boolean {
    const key = timelineKey(event);
    const item = this.#itemOf(keyOf(target));
    if (key === undefined || item === undefined) return false;
    const isOnStop = target === stopOf(this.#options.lineOf(item.key));
    if (key.kind === 'escape') {
      if (isOnStop) this.#options.escape();
      else this.focus(item.key);
      return true;
    }
    // Enter and letters on a link or a button are theirs, arrows on what scrolls.
    const isWay = key.kind === 'move' || key.kind === 'edge' || key.kind === 'page';
    const isOurs = key.kind === 'unread' ? isOnStop : target.matches(isWay ? ':not(pre, .table)' : 'article');
    if (!isOurs) return false;
    switch (key.kind) {
      case 'move':
        return this.#move(item, key.by);
      case 'edge':
        return this.#edge(key.to);
      case 'page':
        return this.#page(key.by);
      case 'actions':
        this.focus(item.key, true);
        return true;
      case 'reply':
        this.#options.reply(item);
        return true;
      case 'edit':
        this.#options.edit(item);
        return true;
      case 'unread':
        return this.#options.unread();
    }
  }

  #onAction(event: KeyboardEvent, target: HTMLElement): boolean {
    const key = keyOf(target);
    if (event.key === 'Escape' && key !== undefined) {
      this.focus(key);
      return true;
    }
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return false;
    const buttons = [...(target.closest('.actions')?.querySelectorAll<HTMLElement>('.action') ?? [])];
    const forward = getComputedStyle(target).direction === 'rtl' ? -step : step;
    const index = buttons.findIndex((button) => button === target) + forward;
    buttons[(index + buttons.length) % buttons.length]?.focus({ preventScroll: true });
    return true;
  }

  #move(from: TimelineItem, by: number): boolean {
    const items = this.#options.items();
    for (let i = this.#options.list.heights.indexOf(from.key) + by; i >= 0 && i < items.length; i += by) {
      if (this.#goTo(items[i])) return true;
    }
    // At an end the key moves nothing, and not the page either.
    return true;
  }

  #edge(to: 'first' | 'last'): boolean {
    const items = this.#options.items();
    const goes = (item: TimelineItem): boolean => this.#goTo(item);
    if (to === 'first') items.find(goes);
    else items.findLast(goes);
    return true;
  }

  #page(by: 1 | -1): boolean {
    const { list } = this.#options;
    const { top, height } = list.viewport;
    const items = this.#options.items();
    const { heights } = list;
    const step = 0.8 * height;
    const wanted = heights.at(by === 1 ? top + height + step : top - step);
    const active = this.#active === undefined ? -1 : heights.indexOf(this.#active);
    // Who scrolled away from it goes on from what they see.
    const isInView = active !== -1 && heights.bottom(active) > top && heights.top(active) < top + height;
    const from = isInView ? active : heights.at(by === 1 ? top : top + height - 1);
    // Towards where it came from, but at least one on.
    for (let i = wanted; by === 1 ? i > from : i < from; i -= by) {
      if (this.#goTo(items[i])) return true;
    }
    if (by === 1 ? heights.total <= top + height + step : top <= step) return this.#edge(by === 1 ? 'last' : 'first');
    // Within one that is taller than the view.
    list.scrollBy(by * step);
    return true;
  }

  /** Where it is no stop, or cannot be drawn as one, the keys pass it over. */
  #goTo(item: TimelineItem | undefined): boolean {
    if (!isStop(item)) return false;
    const line = this.#options.lineOf(item.key);
    if (line !== null && stopOf(line) === null) return false;
    this.focus(item.key);
    return true;
  }

  #hover(key: string | undefined): void {
    if (key === this.#hovered) return;
    this.#hovered = key;
    this.#host.requestUpdate();
  }

  #itemOf(key: string | undefined): TimelineItem | undefined {
    return key === undefined ? undefined : this.#options.items()[this.#options.list.heights.indexOf(key)];
  }

  #focusWanted(): void {
    const wanted = this.#wanted;
    if (wanted === undefined) return;
    const line = this.#options.lineOf(wanted.key);
    if (line === null) return;
    if (!wanted.action) {
      this.#wanted = undefined;
      stopOf(line)?.focus({ preventScroll: true });
      return;
    }
    const action = line.querySelector<HTMLElement>('.action');
    if (action !== null) {
      this.#wanted = undefined;
      action.focus({ preventScroll: true });
    } else if (this.#focused !== wanted.key) {
      // It may have the focus already, by a click, which shows no actions.
      this.#focused = wanted.key;
      line.focus({ preventScroll: true });
      this.#host.requestUpdate();
    } else this.#wanted = undefined;
  }
}
