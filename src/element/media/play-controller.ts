import type { LitElement, ReactiveController } from 'lit';
import { WikiRoomError } from '../../protocol/error.ts';
import type { ErrorCode } from '../../protocol/error.ts';
import type { FileBody } from '../../protocol/row.ts';
import type { MediaLoader } from './media-loader.ts';

/** Whether sound or film of this declared type may be played here; what has come is asked about again. */
export function mayPlay({ kind, mime }: FileBody): boolean {
  if (kind !== 'audio' && kind !== 'video') return false;
  return !/^(?:audio|video)\//.test(mime) || canPlay(mime);
}

function canPlay(type: string): boolean {
  return /^(?:audio|video)\//.test(type) && document.createElement('video').canPlayType(type) !== '';
}

/** Fetches sound or film when it is asked for, and holds it while it is on the page. */
export class PlayController implements ReactiveController {
  readonly #host: LitElement;
  /** `refused`: the browser cannot play it. */
  status: 'rest' | 'loading' | 'failed' | 'refused' | 'there' = 'rest';
  why: ErrorCode | undefined;
  url = '';
  isFilm = false;
  /** Counts what was asked for: what comes later is not wanted any more. */
  #asked = 0;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Another file, or none: whatever was there goes. */
  stop(): void {
    this.#asked++;
    this.#host.removeAttribute('data-playing');
    this.#set('rest');
  }

  async play(media: MediaLoader, { source, mime }: FileBody): Promise<void> {
    if (this.status === 'loading') return;
    const asked = ++this.#asked;
    this.#set('loading');
    const blob = await media.download({ source, mime }).catch((error: unknown) => WikiRoomError.from(error));
    if (asked !== this.#asked) return;
    if (blob instanceof WikiRoomError) {
      this.why = blob.code;
      return this.#set('failed');
    }
    if (!canPlay(blob.type)) return this.#set('refused');
    this.isFilm = blob.type.startsWith('video/');
    this.#set('there', URL.createObjectURL(blob));
  }

  /** The line stays in the document meanwhile: out of it, it would fall silent. */
  readonly goesOn = ({ type }: Event): void => void this.#host.toggleAttribute('data-playing', type === 'play');

  /** What was taken from the page may fail yet. */
  readonly refused = (): void => {
    if (this.status === 'there') this.#set('refused');
  };

  /** What was pressed or played goes: what comes in its place has the focus then. */
  #set(status: PlayController['status'], url = ''): void {
    if (this.url !== '') URL.revokeObjectURL(this.url);
    this.url = url;
    this.status = status;
    this.#host.requestUpdate();
    const root = this.#host.shadowRoot;
    if (!root?.activeElement?.matches('.what, .player')) return;
    void this.#host.updateComplete.then(() => {
      if (root.activeElement === null) root.querySelector<HTMLElement>('.player, button.what')?.focus();
    });
  }
}
