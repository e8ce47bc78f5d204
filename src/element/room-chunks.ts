import type { LitElement, TemplateResult } from 'lit';
import type { ErrorData } from '../protocol/error.ts';
import { part } from '../protocol/part.ts';
import type { OpenRoom } from '../room/open-room.ts';
import type { RoomViewSnapshot } from '../room/room-view-snapshot.ts';
import { afterPaint } from './after-paint.ts';
import { ChunkController } from './chunk-controller.ts';
import type { MediaLoader } from './media/media-loader.ts';
import { nextTask } from './next-task.ts';
import { expectsRoom, noteRoom } from './room-hint.ts';
import type * as Tools from './tools/tools.ts';
import type * as Views from './views/views.ts';

/**
 * The parts of the script that a room needs: its views, as soon as there is an account; what a reader then does with it
 * (receipts, writing, files, keys), when the messages are on screen. Only the first is waited for.
 */
export class RoomChunks {
  static loadViews: () => Promise<typeof Views> = part(() => import('./views/views.ts'));
  static loadTools: (views: typeof Views) => Promise<typeof Tools> = (views) => views.loadTools();

  readonly views: ChunkController<typeof Views>;
  readonly tools: ChunkController<typeof Tools>;
  readonly #host: LitElement;
  readonly #changed: () => void;
  #headed: OpenRoom | undefined;
  #drawn: OpenRoom | undefined;
  #followed: OpenRoom | undefined;
  #media: MediaLoader | undefined;
  #focus: object | undefined;
  #noted: boolean | undefined;

  constructor(host: LitElement, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    this.views = new ChunkController(host, () => RoomChunks.loadViews(), changed);
    this.tools = new ChunkController(host, async () => RoomChunks.loadTools(await RoomChunks.loadViews()), changed);
  }

  get error(): ErrorData | undefined {
    return this.views.error ?? this.tools.error;
  }

  /** Pictures and files of the room that is followed. */
  get media(): MediaLoader | undefined {
    const link = this.#followed?.link;
    if (link !== undefined && this.tools.chunk !== undefined) this.#media ??= new this.tools.chunk.MediaLoader(link);
    return this.#media;
  }

  /** Where a room was shown at the last visit, its views are fetched before the store has said so; a failure is nobody's yet. */
  expect(): void {
    if (!expectsRoom()) return;
    void RoomChunks.loadViews().catch(() => undefined);
    makeFormatter();
  }

  /** Loads and hands over what the view needs. */
  follow(view: RoomViewSnapshot | undefined): void {
    const { open, screen } = view ?? {};
    if (open !== this.#followed) {
      this.#media?.dispose();
      this.#media = undefined;
      this.#followed = open;
      if (open !== undefined) makeFormatter();
    }
    if (open !== undefined) this.#note(true);
    else {
      this.#headed = this.#drawn = undefined;
      if (screen?.kind === 'signed-out') this.#note(false);
    }
    // While the reader is at the sign-in page, there is time.
    if (open !== undefined || screen?.kind === 'signing-in') this.views.load();
    const tools = this.tools.chunk;
    if (tools === undefined) return;
    open?.equip(tools);
    this.#focus ??= new tools.PlaceFocus(this.#host);
  }

  /** What was not sent when a session ended: there was a room, so its views are there. */
  renderUnsent(texts: readonly string[] = []): TemplateResult | undefined {
    return texts.length === 0 ? undefined : this.views.chunk?.renderUnsent(texts);
  }

  /** Its header is drawn: the conversation comes in a task of its own, so that neither holds the page up. */
  mayDraw(room: OpenRoom | undefined): boolean {
    return this.views.chunk !== undefined && room === this.#headed;
  }

  /** The element has been drawn. What comes after the messages begins when they are on screen. */
  updated({ open, painted, room }: Partial<RoomViewSnapshot> = {}): void {
    if (open === undefined || this.views.chunk === undefined) return;
    if (!this.mayDraw(open)) return this.#drawNext(open);
    // The way into a room is drawn by them.
    if (room !== undefined && !['opening', 'joined'].includes(room.access.kind)) this.tools.load();
    if (painted !== true || open === this.#drawn) return;
    this.#drawn = open;
    afterPaint(() => {
      open.drawn();
      this.tools.load();
    });
  }

  /** What changes in a room is told often, and the storage is asked in the page's own time. */
  #note(shown: boolean): void {
    if (shown === this.#noted) return;
    this.#noted = shown;
    noteRoom(shown);
  }

  #drawNext(room: OpenRoom): void {
    nextTask(() => {
      if (this.mayDraw(room)) return;
      this.#headed = room;
      this.#changed();
    });
  }
}

/** The first of a page takes the browser 15 ms, the others nothing; there is time while store and views are fetched. */
function makeFormatter(): void {
  nextTask(() => Intl.DateTimeFormat());
}
