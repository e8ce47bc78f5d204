import type { LitElement, ReactiveController } from 'lit';
import { WikiRoomError } from '../protocol/error.ts';
import type { ErrorData } from '../protocol/error.ts';

/** A part of the script that is loaded when it is needed, with elements of its own. */
export interface Chunk {
  defineParts(): void;
}

/** Loads a chunk, once it is known to be needed. A failure is told, and it can be asked for again. */
export class ChunkController<Loaded extends Chunk> implements ReactiveController {
  readonly #host: LitElement;
  readonly #load: () => Promise<Loaded>;
  readonly #changed: () => void;
  #loading = false;
  #chunk: Loaded | undefined;
  #error: ErrorData | undefined;

  constructor(host: LitElement, load: () => Promise<Loaded>, changed: () => void) {
    this.#host = host;
    this.#load = load;
    this.#changed = changed;
    host.addController(this);
  }

  /** Its tags are registered. */
  get chunk(): Loaded | undefined {
    return this.#chunk;
  }

  get error(): ErrorData | undefined {
    return this.#error;
  }

  hostConnected(): void {
    if (this.#error !== undefined) this.again();
  }

  /** Once; after a failure the reader decides. */
  load(): void {
    if (this.#loading || this.#chunk !== undefined || this.#error !== undefined) return;
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
      const chunk = await this.#load();
      chunk.defineParts();
      this.#chunk = chunk;
    } catch (error) {
      // Away, or gone: another build has taken this one's place.
      this.#error = WikiRoomError.from(error, 'script-unreachable').toData();
    }
    this.#loading = false;
    this.#changed();
    this.#host.requestUpdate();
  }
}
