import { html, nothing } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { styled } from './parts/styled.ts';

/** How long words stay beside what was pressed, milliseconds. */
const shownFor = 2_000;

/** Words beside what was pressed: its place within the room. */
interface Beside {
  readonly words: string;
  /** From 0 (the left edge) to 1. */
  readonly x: number;
  /** Pixels from the room's upper edge to what was pressed, or from its lower one. */
  readonly below?: number;
  readonly above?: number;
}

/** What is said in passing: to a screen reader by a live region, and to everybody beside what they pressed. */
export class Asides implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #announced = '';
  #beside: Beside | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#show(undefined);
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
    const place = placeOf(event.composedPath()[0] as Element, event.currentTarget as Element);
    void event.detail.then((words) => {
      this.announce(words);
      this.#show({ words, ...place });
    });
  };

  render(): TemplateResult {
    return html`<div class="visually-hidden" aria-live="polite">${this.#announced}</div>
      ${this.#beside === undefined ? nothing : renderBeside(this.#beside)}`;
  }

  #show(beside: Beside | undefined): void {
    clearTimeout(this.#timer);
    this.#beside = beside;
    this.#host.requestUpdate();
    if (beside !== undefined) this.#timer = setTimeout(() => this.#show(undefined), shownFor);
  }
}

/** Towards the middle of the room, so that nothing is cut off. */
function placeOf(pressed: Element, room: Element): Omit<Beside, 'words'> {
  const button = pressed.getBoundingClientRect();
  const { left, top, bottom, width, height } = room.getBoundingClientRect();
  const x = Math.min(1, Math.max(0, (button.left + button.width / 2 - left) / width));
  return button.top - top < height / 2 ? { x, below: button.bottom - top } : { x, above: bottom - button.top };
}

/** A part of its own width further left as it is placed further right: it never sticks out. The live region says it, too. */
function renderBeside({ words, x, below, above }: Beside): TemplateResult {
  const part = x * 100;
  return html`<div
    class="beside words"
    aria-hidden="true"
    ${styled({
      left: `${part}%`,
      translate: `${-part}%`,
      top: below === undefined ? undefined : `${below}px`,
      bottom: above === undefined ? undefined : `${above}px`,
    })}
  >
    ${words}
  </div>`;
}
