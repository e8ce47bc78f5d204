import { html } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';

/** How long words stay beside what was pressed, milliseconds. */
const shownFor = 2_000;
/** Of the note with its edges, about; CSS pixels. */
const lineHeight = 36;

/** What is said in passing: to a screen reader by a live region, and to everybody beside what they pressed. */
export class Asides implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #announced = '';
  #beside: HTMLElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#show();
  }

  announce(text: string): void {
    // The same words again are news only where they were gone in between.
    this.#announced = '';
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => {
      this.#announced = text;
      this.#host.requestUpdate();
    });
  }

  /** Answers `wiki-room-tell-beside`, which is of the room alone. */
  readonly tell = (event: CustomEvent<Promise<string>>): void => {
    event.stopPropagation();
    const note = noteBeside(event.composedPath()[0] as Element, event.currentTarget as Element);
    void event.detail.then((words) => {
      this.announce(words);
      note.textContent = words;
      this.#show(note);
    });
  };

  render(): TemplateResult {
    return html`<div class="visually-hidden" aria-live="polite">${this.#announced}</div>
      ${this.#beside}`;
  }

  #show(beside?: HTMLElement): void {
    clearTimeout(this.#timer);
    this.#beside = beside;
    this.#host.requestUpdate();
    if (beside !== undefined) this.#timer = setTimeout(() => this.#show(), shownFor);
  }
}

/** A place for words beside what was pressed, within the room. The live region says them, too. */
function noteBeside(pressed: Element, room: Element): HTMLElement {
  const button = pressed.getBoundingClientRect();
  const { left, top, bottom, width, height } = room.getBoundingClientRect();
  const x = 100 * Math.min(1, Math.max(0, (button.left + button.width / 2 - left) / width));
  // Towards the middle of the room, so that nothing is cut off; what was pressed may be outside of it, as a menu is.
  const isInUpperHalf = button.top - top < height / 2;
  const away = Math.min(Math.max(0, isInUpperHalf ? button.bottom - top : bottom - button.top), height - lineHeight);
  const note = document.createElement('div');
  note.className = 'beside words';
  note.ariaHidden = 'true';
  note.style.setProperty('left', `${x}%`);
  // A part of its own width further left as it is placed further right: it never sticks out.
  note.style.setProperty('translate', `${-x}%`);
  note.style.setProperty(isInUpperHalf ? 'top' : 'bottom', `${away}px`);
  return note;
}
