import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { WikiRoomError } from '../../protocol/error.ts';
import type { ErrorCode } from '../../protocol/error.ts';
import type { FileBody } from '../../protocol/row.ts';
import type { MediaLoader } from './media-loader.ts';

/** A browser has begun to save after this long; then the address is taken back. */
const keptFor = 60_000;

/** Saves a file when it is asked for: fetched by the click, handed to the browser under its name, never opened. */
export class DownloadController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  status: 'rest' | 'loading' | 'failed' = 'rest';
  why: ErrorCode | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.status = 'rest';
  }

  async save(media: MediaLoader, body: FileBody): Promise<void> {
    if (this.status === 'loading') return;
    this.#set('loading');
    try {
      saveBlob(await media.download({ source: body.source, mime: body.mime }), body.name);
      this.#set('rest');
    } catch (error) {
      this.why = WikiRoomError.from(error).code;
      this.#set('failed');
    }
  }

  #set(status: DownloadController['status']): void {
    this.status = status;
    this.#host.requestUpdate();
  }
}

function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.rel = 'noopener';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keptFor);
}
