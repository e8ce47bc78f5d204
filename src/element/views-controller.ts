import type { LitElement, ReactiveController } from 'lit';
import { WikiRoomError } from '../protocol/error.ts';
import type { ErrorData } from '../protocol/error.ts';

/** The chunk with the views of a room. */
export type Views = typeof import('./views/views.ts');

/** Loads the views of a room, when it is known that there is an account. A failure is told, and they can be asked for again. */
export class ViewsController implements ReactiveController {
  readonly #host: LitElement;
  readonly #load: () => Promise<Views>;
  readonly #changed: () => void;
  #loading = false;
  #views: Views | undefined;
  #error: ErrorData | undefined;

  constructor(host: LitElement, load: () => Promise<Views>, changed: () => void) {
    this.#host = host;
    this.#load = load;
    this.#changed = changed;
    host.addController(this);
  }

  /** Their tags are registered. */
  get views(): Views | undefined {
    return this.#views;
  }

  get error(): ErrorData | undefined {
    return this.#error;
  }

  hostConnected(): void {
    if (this.#error !== undefined) this.again();
  }

  /** Once; after a failure the reader decides. */
  load(): void {
    if (this.#loading || this.#views !== undefined || this.#error !== undefined) return;
    this.#loading = true;
    void this.#start();
  }

  again(): void {
    this.#error = undefined;
    this.load();
    this.#changed();
  }

  async #start(): Promise<void> {
    try {
      const views = await this.#load();
      views.defineViews();
      this.#views = views;
    } catch (error) {
      // Away, or gone: another build has taken this one's place.
      this.#error = WikiRoomError.from(error, 'script-unreachable').toData();
    }
    this.#loading = false;
    this.#changed();
    this.#host.requestUpdate();
  }
}
