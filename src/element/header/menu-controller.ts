import type { LitElement, ReactiveController } from 'lit';

/** CSS pixels between the button and its menu, and between the menu and the edges of the window. */
const gap = 4;
const edge = 8;

/** A menu in the top layer, at its button: wherever that goes while the menu is open, until it is out of sight. */
export class MenuController implements ReactiveController {
  readonly #host: LitElement;
  #open = false;
  #frame: number | undefined;
  /** Whether the button can be seen: it may be scrolled away with the page, or within something in it. */
  readonly #sight = new IntersectionObserver((entries) => {
    if (entries.at(-1)?.isIntersecting === false) this.#menu?.hidePopover();
  });

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  get #menu(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.menu');
  }

  get #button(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.menu-button');
  }

  get open(): boolean {
    return this.#open;
  }

  hostDisconnected(): void {
    // What leaves the document is closed without a word.
    this.#setOpen(false);
  }

  close(): void {
    this.#menu?.hidePopover();
    this.#button?.focus();
  }

  readonly toggle = (): void => {
    const [menu, button] = [this.#menu, this.#button];
    if (menu === null || button === null) return;
    if (this.#open) return menu.hidePopover();
    menu.showPopover();
    this.#host.dispatchEvent(new CustomEvent('wiki-room-menu'));
    this.#sight.observe(button);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#follow();
    menu.querySelector<HTMLElement>('input, button')?.focus();
  };

  readonly toggled = (event: Event): void => this.#setOpen((event as ToggleEvent).newState === 'open');

  readonly left = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    const [menu, button] = [this.#menu, this.#button];
    if (to instanceof Node && menu?.contains(to) !== true && to !== button) menu?.hidePopover();
  };

  readonly keyDown = (event: KeyboardEvent): void => {
    // One step back: the same key must not also close what the page has open.
    event.stopPropagation();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.close();
  };

  #setOpen(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    if (!open) this.#sight.disconnect();
    this.#host.requestUpdate();
  }

  /** Whatever moves the button: the page or something in it is scrolled, grows, is turned. */
  readonly #follow = (): void => {
    const [menu, button] = [this.#menu, this.#button];
    if (menu === null || button === null || !menu.matches(':popover-open')) return;
    const place = button.getBoundingClientRect();
    const { innerHeight } = window;
    const { clientWidth } = document.documentElement;
    const fromEnd = getComputedStyle(this.#host).direction === 'rtl' ? place.left : clientWidth - place.right;
    const start = within(place.bottom + gap, innerHeight - menu.offsetHeight);
    menu.style.setProperty('inset-block-start', `${start}px`);
    menu.style.setProperty('inset-inline-end', `${within(fromEnd, clientWidth - menu.offsetWidth)}px`);
    this.#frame = requestAnimationFrame(this.#follow);
  };
}

function within(wanted: number, most: number): number {
  return Math.max(edge, Math.min(wanted, most - edge));
}
