import type { LitElement, ReactiveController } from 'lit';
import { WikiRoomError } from '../protocol/error.ts';
import type { ErrorData } from '../protocol/error.ts';

/** The chunk with the views of a room. */
export type Views = typeof import('./views/views.ts');

/** Set where the last visit showed a conversation, so that the next one need not wait to be told. */
const shownBefore = 'wiki-room:shown';

/**
 * Loads the views of a room: at once where the last visit showed one, else as soon as there is an account. A
 * failure is told, and it can be asked for again.
 */
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

  /** Something is going to be shown, and the last time that was a conversation. */
  expect(): void {
    if (remembered()) this.load();
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

  /** `shown`: whether there is a conversation now; the next visit begins with what this one ends with. */
  remember(shown: boolean): void {
    if (shown !== remembered()) remember(shown);
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

function remembered(): boolean {
  try {
    return localStorage.getItem(shownBefore) !== null;
  } catch {
    return false;
  }
}

function remember(shown: boolean): void {
  try {
    if (shown) localStorage.setItem(shownBefore, '1');
    else localStorage.removeItem(shownBefore);
  } catch {
    // No storage: the next visit asks first.
  }
}
