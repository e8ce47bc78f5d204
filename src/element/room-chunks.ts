import type { LitElement } from 'lit';
import type { ErrorData } from '../protocol/error.ts';
import { afterPaint } from './after-paint.ts';
import { ChunkController } from './chunk-controller.ts';
import type * as Tools from './tools/tools.ts';
import type * as Views from './views/views.ts';

interface DrawnRoom {
  drawn(): void;
}

/**
 * The parts of the script that a room needs: its views, as soon as there is an account; what a reader then does with it
 * (writing, files, keys), when the messages are on screen. Only the first is waited for.
 */
export class RoomChunks {
  static loadViews: () => Promise<typeof Views> = () => import('./views/views.ts');
  static loadTools: (views: typeof Views) => Promise<typeof Tools> = (views) => views.loadTools();

  readonly views: ChunkController<typeof Views>;
  readonly tools: ChunkController<typeof Tools>;
  #drawn: DrawnRoom | undefined;

  constructor(host: LitElement, changed: () => void) {
    this.views = new ChunkController(host, () => RoomChunks.loadViews(), changed);
    this.tools = new ChunkController(host, async () => RoomChunks.loadTools(await RoomChunks.loadViews()), changed);
  }

  get error(): ErrorData | undefined {
    return this.views.error ?? this.tools.error;
  }

  /** The messages have been drawn; what comes after them begins when they are on screen. */
  drawn(room: DrawnRoom | undefined): void {
    if (room === this.#drawn) return;
    this.#drawn = room;
    afterPaint(() => {
      room?.drawn();
      this.tools.load();
    });
  }
}
