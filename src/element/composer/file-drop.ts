import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { filesOf } from './files-of.ts';

/** Files that are dragged over the room, wherever in it, and dropped. */
export class FileDrop implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #dropped: (files: readonly File[]) => void;
  #target: EventTarget | undefined;
  #over = false;

  constructor(host: ReactiveControllerHost & HTMLElement, dropped: (files: readonly File[]) => void) {
    this.#host = host;
    this.#dropped = dropped;
    host.addController(this);
  }

  /** Files are being dragged over the room. */
  get over(): boolean {
    return this.#over;
  }

  hostConnected(): void {
    const root = this.#host.getRootNode();
    this.#target = root instanceof ShadowRoot ? root.host : this.#host;
    for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
      this.#target.addEventListener(name, this.#listen);
    }
  }

  hostDisconnected(): void {
    for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
      this.#target?.removeEventListener(name, this.#listen);
    }
    this.#setOver(false);
  }

  readonly #listen = (event: Event): void => {
    const { type, dataTransfer, relatedTarget } = event as DragEvent;
    // Text that is dragged is the field's.
    if (dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    if (type === 'drop') {
      this.#setOver(false);
      this.#dropped(filesOf(dataTransfer));
    } else if (type === 'dragleave') {
      const within = relatedTarget instanceof Node && (this.#target as Node).contains(relatedTarget);
      if (!within) this.#setOver(false);
    } else {
      dataTransfer.dropEffect = 'copy';
      this.#setOver(true);
    }
  };

  #setOver(over: boolean): void {
    if (over === this.#over) return;
    this.#over = over;
    this.#host.requestUpdate();
  }
}
