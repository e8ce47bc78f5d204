import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChosenFile } from '../../room/composer/chosen-file.ts';

/** Drawings are programs, and what the browser cannot draw needs no address. */
const drawable = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;

/** Addresses of chosen pictures, for as long as they are shown. */
export class PreviewUrls implements ReactiveController {
  readonly #urls = new Map<number, string>();

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** `undefined` for what is no picture. */
  of({ id, mime, blob }: ChosenFile): string | undefined {
    if (!drawable.test(mime)) return undefined;
    const known = this.#urls.get(id);
    if (known !== undefined) return known;
    const url = URL.createObjectURL(blob);
    this.#urls.set(id, url);
    return url;
  }

  keep(files: readonly ChosenFile[]): void {
    for (const [id, url] of this.#urls) {
      if (files.some((file) => file.id === id)) continue;
      URL.revokeObjectURL(url);
      this.#urls.delete(id);
    }
  }

  hostDisconnected(): void {
    this.keep([]);
  }
}
