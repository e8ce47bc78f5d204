import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { HeightIndex } from '../../room/timeline/height-index.ts';
import {
  anchorOf,
  coversView,
  isAtLiveEdge,
  liveEdge,
  rangeFor,
  topFor,
} from '../../room/timeline/scroll-decisions.ts';
import type { Anchor, Range, Viewport } from '../../room/timeline/scroll-decisions.ts';
import { showsEvent } from '../../room/timeline/timeline-item.ts';
import type { TimelineItem } from '../../room/timeline/timeline-item.ts';
import { nextTask } from '../next-task.ts';
import { ScrollMotion } from './scroll-motion.ts';

/** The elements the list lives in; `undefined` before the first drawing. */
export interface ListElements {
  readonly scroller: HTMLElement;
  /** Stands for the lines before those in the document. */
  readonly before: HTMLElement;
  /** One child for each line in the document. */
  readonly lines: HTMLElement;
  /** Stands for the lines after. */
  readonly after: HTMLElement;
}

export interface ListOptions {
  readonly elements: () => ListElements | undefined;
  readonly estimate: (item: TimelineItem) => number;
  /** The list has its size for the first time: what is estimated from now on may depend on it. */
  readonly laidOut: () => void;
  /** After every change of what is in view. */
  readonly viewed: () => void;
  /** The line that stays in the document beside those around the view, unless it is far from them. */
  readonly kept: () => readonly (string | undefined)[];
}

/** Lines are kept in the document for this many heights of the view around it. */
const marginScreens = 0.75;
/** As many lines away a line that is kept is let go. */
const mostKept = 100;
/** Drawing and measuring again, at most, until the lines fill the view. */
const mostRounds = 6;
/** CSS pixels of the view that are drawn first: each kind of line takes longest when it is drawn for the first time. */
const firstHeight = 200;

/**
 * A long list of which only the lines around the view are in the document, in the normal flow, between two fillers.
 *
 * 1. Heights are measured in the same task in which lines are drawn, so nothing is ever painted at a wrong place.
 * 2. Whatever changes, one line keeps its place on the screen: the newest at the live edge, else the anchor.
 * 3. While the reader moves the list, differences are held back in the upper filler, and given when it rests.
 */
export class VirtualList implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: ListOptions;
  readonly #heights = new HeightIndex();
  #estimates = new WeakMap<TimelineItem, number>();
  readonly #motion = new ScrollMotion(() => this.#rested());
  readonly #resizes: ResizeObserver;

  #items: readonly TimelineItem[] = [];
  #range: Range = { start: 0, end: 0 };
  /** The range of the lines that are in the document. */
  #drawn: Range = { start: 0, end: 0 };
  #viewport: Viewport = { top: 0, height: 0 };
  #anchor: Anchor | undefined;
  #atEnd = true;
  #itemsChanged = false;
  /** Pixels the lines stand higher than their place by the index. */
  #held = 0;
  /** The tallest the view has been, CSS pixels. */
  #tallest = 0;
  /** The scroll position as last read or written. */
  #position = 0;
  /** The place was asked for: motion or not, it is taken. */
  #forced = false;
  #rounds = 0;
  /** In heights of the view: none before the first lines have been painted, so that they are soon. */
  #margin = 0;
  #widening = false;
  #laidOut = false;
  /** Lines have been in the document. */
  #begun = false;
  #watched: ListElements | undefined;
  #unwatch: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, options: ListOptions) {
    this.#host = host;
    this.#options = options;
    this.#resizes = new ResizeObserver(() => this.#resized());
    host.addController(this);
  }

  /** Lines to draw. */
  get range(): Range {
    return this.#range;
  }

  get heights(): HeightIndex {
    return this.#heights;
  }

  /** What is in view, CSS pixels from the top of the first line. */
  get viewport(): Viewport {
    return this.#viewport;
  }

  /** The newest line is in view and followed. */
  get isAtEnd(): boolean {
    return this.#atEnd;
  }

  /** The reader has left the live edge, or the lines do not fill the view: the history is wanted. */
  get wantsMore(): boolean {
    return !this.#atEnd || this.#heights.total < this.#viewport.height;
  }

  /** To be called before drawing. */
  setItems(items: readonly TimelineItem[]): void {
    if (items === this.#items) return;
    this.#follow();
    this.#items = items;
    this.#indexHeights();
    const held = this.#anchor;
    if (held !== undefined && this.#heights.indexOf(held.key) === -1) {
      // A run that older rows have joined is called by the first of them.
      const item = items.find((one) => showsEvent(one, held.key));
      if (item !== undefined) this.#anchor = { ...held, key: item.key };
    }
    this.#itemsChanged = true;
    this.#viewport = { ...this.#viewport, top: this.#wantedTop() };
    this.#range = this.#rangeNow();
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#resizes.disconnect();
    this.#unwatch?.();
    this.#watched = undefined;
  }

  hostUpdate(): void {
    this.#follow();
    this.#drawn = this.#range;
  }

  hostUpdated(): void {
    const elements = this.#options.elements();
    if (elements === undefined) return;
    this.#watch(elements);
    this.#measure(elements);
    this.#place();
    this.#itemsChanged = false;
  }

  toEnd(): void {
    this.#atEnd = true;
    this.#forced = true;
    this.#viewport = { ...this.#viewport, top: this.#wantedTop() };
    this.#range = this.#rangeNow();
    this.#host.requestUpdate();
  }

  /** Brings a line into view, at about a third of its height. */
  toKey(key: string): void {
    const { height } = this.#viewport;
    this.#hold({ key, edge: 'top', fromTop: height / 3 });
  }

  /** Moves just so far that the line is wholly in view. */
  reveal(key: string): void {
    const index = this.#heights.indexOf(key);
    if (index === -1) return;
    if (index === this.#heights.count - 1) {
      this.toEnd();
      return;
    }
    const { top, height } = this.#viewport;
    const lineTop = this.#heights.top(index);
    const lineBottom = this.#heights.bottom(index);
    const spare = 8;
    const sticksOut = lineBottom > top + height - spare;
    // One that is taller than the view is read from its beginning.
    if (lineTop < top + spare || (sticksOut && lineBottom - lineTop > height - 2 * spare))
      this.#hold({ key, edge: 'top', fromTop: spare });
    else if (sticksOut) this.#hold({ key, edge: 'bottom', fromTop: height - spare });
  }

  scrollBy(pixels: number): void {
    const scroller = this.#watched?.scroller;
    if (scroller !== undefined) scroller.scrollTop += pixels;
  }

  #indexHeights(): void {
    const items = this.#items;
    this.#heights.setKeys(
      items.map(({ key }) => key),
      (index) => {
        const item = items[index];
        return item === undefined ? 0 : this.#estimate(item);
      },
    );
  }

  #estimate(item: TimelineItem): number {
    const known = this.#estimates.get(item);
    if (known !== undefined) return known;
    const estimate = this.#options.estimate(item);
    this.#estimates.set(item, estimate);
    return estimate;
  }

  #hold(anchor: Anchor): void {
    this.#atEnd = false;
    this.#forced = true;
    this.#anchor = anchor;
    this.#viewport = { ...this.#viewport, top: this.#wantedTop() };
    this.#range = this.#rangeNow();
    this.#rounds = 0;
    this.#host.requestUpdate();
  }

  #watch(elements: ListElements): void {
    if (this.#watched?.scroller === elements.scroller) return;
    this.#unwatch?.();
    this.#resizes.disconnect();
    const { scroller, lines } = elements;
    const scrolled = (): void => this.#scrolled();
    // First, so that it is known who moved the list when the list is placed.
    const detach = this.#motion.attach(scroller);
    scroller.addEventListener('scroll', scrolled, { passive: true });
    this.#unwatch = () => {
      scroller.removeEventListener('scroll', scrolled);
      detach();
    };
    this.#watched = elements;
    this.#resizes.observe(scroller);
    this.#resizes.observe(lines);
  }

  /** The position may have changed already though its event is still to come: nothing may be written over it. */
  #follow(): void {
    const elements = this.#watched;
    if (elements === undefined || this.#forced || elements.scroller.clientHeight === 0) return;
    const { scroller } = elements;
    const { scrollTop } = scroller;
    if (Math.abs(scrollTop - this.#position) < 0.5) return;
    this.#position = scrollTop;
    this.#viewport = { top: scrollTop - this.#origin(elements) + this.#held, height: scroller.clientHeight };
    const distance = scroller.scrollHeight - scrollTop - scroller.clientHeight;
    this.#atEnd = isAtLiveEdge(distance) || (this.#atEnd && this.#wasPushed(distance, scroller.clientHeight));
    this.#anchor = anchorOf(this.#items, this.#heights, this.#viewport);
  }

  /**
   * The view was taller for a moment, as when the field below it is measured or emptied: the browser moved the position,
   * and nobody else did.
   */
  #wasPushed(distance: number, height: number): boolean {
    return !this.#motion.byReader && distance <= this.#tallest - height + Math.abs(this.#held) + liveEdge;
  }

  #scrolled(): void {
    if (this.#watched === undefined || this.#viewport.height === 0) return;
    this.#follow();
    this.#rounds = 0;
    if (this.#atEnd && !this.#motion.byReader) this.#place();
    else this.#fill();
    this.#options.viewed();
  }

  #rested(): void {
    this.#follow();
    this.#rounds = 0;
    this.#place();
  }

  #resized(): void {
    const elements = this.#watched;
    if (elements === undefined) return;
    const { clientHeight } = elements.scroller;
    if (clientHeight === 0) return;
    this.#follow();
    const sameView = clientHeight === this.#viewport.height;
    // It was measured when it was drawn.
    if (!this.#measure(elements) && sameView && this.#held === 0) return;
    this.#rounds = 0;
    this.#place();
  }

  /** Reads the heights of what is in the document. Returns whether one was another than known. */
  #measure({ scroller, lines }: ListElements): boolean {
    if (scroller.clientHeight === 0) return false;
    if (!this.#laidOut) this.#estimateAnew();
    this.#viewport = { ...this.#viewport, height: scroller.clientHeight };
    this.#tallest = Math.max(this.#tallest, scroller.clientHeight);
    const anchorIndex = this.#anchor === undefined ? -1 : this.#heights.indexOf(this.#anchor.key);
    const before = anchorIndex === -1 ? 0 : this.#heights.bottom(anchorIndex) - this.#heights.top(anchorIndex);
    const { children } = lines;
    let changed = false;
    for (let i = 0; i < children.length; i++) {
      const height = children[i]?.getBoundingClientRect().height;
      if (height !== undefined && this.#heights.measure(this.#drawn.start + i, height)) changed = true;
    }
    if (anchorIndex === -1 || this.#itemsChanged) return changed;
    const grown = this.#heights.bottom(anchorIndex) - this.#heights.top(anchorIndex) - before;
    // Unfolded by a click: it grows downwards. Folded: its lower edge, where the click was, stays.
    if (grown > 0 && this.#anchor?.edge === 'bottom') {
      this.#anchor = { ...this.#anchor, fromTop: this.#anchor.fromTop + grown };
    }
    return changed;
  }

  #estimateAnew(): void {
    this.#laidOut = true;
    this.#options.laidOut();
    this.#estimates = new WeakMap();
    this.#indexHeights();
  }

  /** Puts fillers and scroll position where they belong; draws again where lines are missing. */
  #place(): void {
    const elements = this.#watched;
    if (elements === undefined || elements.scroller.clientHeight === 0) return;
    const { scroller } = elements;
    const top = this.#wantedTop();
    const position = top + this.#origin(elements);
    this.#viewport = { ...this.#viewport, top };
    this.#held = this.#mayWrite(position - scroller.scrollTop) ? 0 : position - scroller.scrollTop;
    const begins = !this.#begun && this.#drawn.end > this.#drawn.start;
    this.#begun ||= begins;
    // After the first lines the others come in a task of their own, so that none holds the page up.
    if (begins) nextTask(() => this.#fillOn());
    else if (this.#fill()) return;
    this.#setFillers(elements);
    if (this.#held === 0) {
      if (this.#atEnd) this.#motion.write(scroller, scroller.scrollHeight);
      else if (Math.abs(scroller.scrollTop - position) >= 0.5) this.#motion.write(scroller, position);
      this.#position = scroller.scrollTop;
      this.#viewport = { ...this.#viewport, top: this.#position - this.#origin(elements) };
    }
    this.#forced = false;
    this.#anchor = anchorOf(this.#items, this.#heights, this.#viewport) ?? this.#anchor;
    this.#rounds = 0;
    this.#options.viewed();
    if (this.#items.length > 0 && !this.#widening) this.#widen();
  }

  /** Draws the lines around the view, once those in it have been painted. */
  #widen(): void {
    this.#widening = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.#margin = marginScreens;
        this.#fillOn();
      }),
    );
  }

  /** In a later task: the list may have been moved meanwhile. */
  #fillOn(): void {
    this.#follow();
    this.#fill();
  }

  /** What estimates were wrong by waits until the list rests; more than a screen only for a finger. */
  #mayWrite(difference: number): boolean {
    if (this.#forced || this.#motion.kind === 'none') return true;
    return this.#motion.kind === 'other' && Math.abs(difference) > this.#viewport.height;
  }

  #setFillers({ before, after }: ListElements): void {
    const { start, end } = this.#drawn;
    before.style.setProperty('block-size', `${Math.max(0, this.#heights.top(start) - this.#held)}px`);
    after.style.setProperty('block-size', `${Math.max(0, this.#heights.total - this.#heights.top(end))}px`);
  }

  /** Draws other lines where those in the document do not fill the view. Returns whether it does. */
  #fill(): boolean {
    const margin = this.#viewport.height * this.#margin;
    if (this.#rounds >= mostRounds || coversView(this.#heights, this.#range, this.#viewport, margin)) return false;
    const range = this.#rangeNow();
    if (range.start === this.#range.start && range.end === this.#range.end) return false;
    this.#rounds++;
    this.#range = range;
    this.#host.requestUpdate();
    return true;
  }

  #rangeNow(): Range {
    const view = this.#begun ? this.#viewport : this.#firstPart();
    const range = this.#withKept(rangeFor(this.#heights, view, view.height * this.#margin));
    if (this.#held <= 0) return range;
    // What is held back leaves no room for the lines at the very top.
    let { start } = range;
    while (start < range.end && this.#heights.top(start) < this.#held) start++;
    return { start, end: range.end };
  }

  #withKept(range: Range): Range {
    let { start, end } = range;
    for (const key of this.#options.kept()) {
      const kept = this.#heights.indexOf(key ?? '');
      if (kept === -1 || kept < range.start - mostKept || kept > range.end + mostKept) continue;
      start = Math.min(start, kept);
      end = Math.max(end, kept + 1);
    }
    return { start, end };
  }

  #firstPart(): Viewport {
    const top = this.#atEnd ? this.#heights.total - firstHeight : this.#viewport.top;
    return { top, height: firstHeight };
  }

  #wantedTop(): number {
    const { top, height } = this.#viewport;
    if (this.#atEnd) return this.#heights.total - height;
    return (this.#anchor === undefined ? undefined : topFor(this.#anchor, this.#heights)) ?? top;
  }

  /** Height of what stands above the lines inside the scroller. */
  #origin({ scroller, before }: ListElements): number {
    const above = before.previousElementSibling;
    return above === null || above.parentElement !== scroller ? 0 : above.getBoundingClientRect().height;
  }
}
