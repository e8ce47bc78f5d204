import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { PageFocus } from '../../../src/element/frame/page-focus.ts';

const globals = ['window', 'document'] as const;

/**
 * The windows of a reader as a browser shows them to a page: the focus is told to the window alone that has it, and
 * `hasFocus()` is true for a page whose frame has it.
 */
class Desk {
  readonly window = new EventTarget();
  readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible', hasFocus: () => this.#hasFocus });
  readonly frame = {};
  readonly root = { activeElement: undefined as object | undefined };
  #hasFocus = true;
  #at: 'page' | 'room' | 'editor' | 'elsewhere' = 'page';

  go(to: 'page' | 'room' | 'editor' | 'elsewhere'): void {
    const from = this.#at;
    this.#at = to;
    this.#hasFocus = to !== 'elsewhere';
    if (from === 'page') this.window.dispatchEvent(new Event('blur'));
    // What has the focus in a page stays when its window is left, and comes when its window has been told.
    if (to !== 'elsewhere') this.root.activeElement = { page: undefined, room: this.frame, editor: {} }[to];
    if (to === 'page') this.window.dispatchEvent(new Event('focus'));
  }

  show(visibilityState: 'visible' | 'hidden', hasFocus: boolean): void {
    this.document.visibilityState = visibilityState;
    this.#hasFocus = hasFocus;
    this.document.dispatchEvent(new Event('visibilitychange'));
  }
}

describe('whether the reader is on the page around a frame', () => {
  const real = globals.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  let stop: AbortController;
  let desk: Desk;
  let focus: PageFocus;
  /** What was told last; a frame knows no more than that. */
  let told: boolean | undefined;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
    stop = new AbortController();
    desk = new Desk();
    Object.assign(globalThis, { window: desk.window, document: desk.document });
    Object.assign(desk.frame, { getRootNode: () => desk.root });
    told = undefined;
    focus = new PageFocus(desk.frame as unknown as Element, () => (told = focus.isHere), stop.signal);
  });
  afterEach(() => {
    stop.abort();
    mock.timers.reset();
    for (const [name, descriptor] of real) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
  });

  it('is told when they leave its window and come back', () => {
    assert.equal(focus.isHere, true);
    desk.go('elsewhere');
    assert.equal(told, false);
    mock.timers.tick(10_000);
    assert.equal(told, false);
    desk.go('page');
    assert.equal(told, true);
  });

  it('is no while they are in the frame, which nobody tells the page that they left', () => {
    for (const before of [0, 5_000]) {
      desk.go('page');
      desk.go('room');
      mock.timers.tick(before);
      assert.equal(told, false);
      desk.go('elsewhere');
      mock.timers.tick(10_000);
      assert.equal(told, false);
    }
    desk.go('room');
    desk.go('page');
    assert.equal(told, true);
  });

  it('is yes in another frame of the page, from which nobody tells, until they leave that one', () => {
    desk.go('editor');
    mock.timers.tick(1_000);
    assert.equal(told, true);
    desk.go('elsewhere');
    mock.timers.tick(1_000);
    assert.equal(told, false);
    desk.go('editor');
    mock.timers.tick(1_000);
    assert.equal(told, true);
    desk.go('room');
    mock.timers.tick(1_000);
    assert.equal(told, false);
  });

  it('is yes in another frame of the page that they went to from the room', () => {
    desk.go('room');
    mock.timers.tick(5_000);
    assert.equal(told, false);
    desk.go('editor');
    mock.timers.tick(1_000);
    assert.equal(told, true);
  });

  it('is told when its tab is behind others, and back, where the focus comes later', () => {
    desk.show('hidden', false);
    assert.equal(told, false);
    desk.show('visible', false);
    assert.equal(told, false);
    desk.go('page');
    assert.equal(told, true);
  });

  it('is not looked for any more once the frame is gone', () => {
    desk.go('editor');
    stop.abort();
    told = undefined;
    mock.timers.tick(10_000);
    assert.equal(told, undefined);
  });
});
