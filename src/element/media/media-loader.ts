import type { EngineLink } from '../../protocol/engine-link.ts';
import type { MediaSource } from '../../protocol/media.ts';

export interface MediaRequest {
  readonly source: MediaSource;
  /** Declared type; what the blob may be is decided by the engine. */
  readonly mime: string;
  /** Where the homeserver may scale it: CSS pixels. Without effect on encrypted files. */
  readonly thumbnail?: { readonly width: number; readonly height: number };
}

/** A picture in use. Its `url` holds until `release` is called. */
export interface HeldMedia {
  readonly url: Promise<string>;
  release(): void;
}

interface Entry {
  readonly key: string;
  readonly request: MediaRequest;
  holders: number;
  url: string | undefined;
  readonly promise: Promise<string>;
  resolve: (url: string) => void;
  reject: (reason: unknown) => void;
}

/** Downloads at a time. */
const atATime = 4;
/** Pictures kept after they went out of sight. */
const keptUnused = 48;

/**
 * Pictures and files of one element, as `blob:` addresses: each downloaded once while it is in use, a few at a time,
 * the ones asked for last first (the reader is there now). What nobody holds any more is revoked, the oldest first.
 */
export class MediaLoader {
  readonly link: EngineLink;
  readonly #entries = new Map<string, Entry>();
  #waiting: Entry[] = [];
  #running = 0;
  #disposed = false;

  constructor(link: EngineLink) {
    this.link = link;
  }

  /** `url` rejects with `media-damaged` or `media-unavailable`. */
  hold(request: MediaRequest): HeldMedia {
    const entry = this.#entryFor(request);
    entry.holders++;
    let held = true;
    return {
      url: entry.promise,
      release: () => {
        if (!held) return;
        held = false;
        entry.holders--;
        this.#tidy(entry);
      },
    };
  }

  /** The whole file, for saving. Rejects with `media-damaged` or `media-unavailable`. */
  download({ source, mime }: MediaRequest): Promise<Blob> {
    return this.link.call('media', { source, mime });
  }

  dispose(): void {
    this.#disposed = true;
    this.#waiting = [];
    for (const entry of this.#entries.values()) if (entry.url !== undefined) URL.revokeObjectURL(entry.url);
    this.#entries.clear();
  }

  #entryFor(request: MediaRequest): Entry {
    // Whole: whoever names a file of others in another way, without its key or cut short, spoils it for nobody.
    const key = JSON.stringify(request);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      // To the end: the one used last is revoked last.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    // Whoever holds it hears of the failure; one that nobody waits for any more is no error of the page.
    promise.catch(() => undefined);
    const entry: Entry = { key, request, holders: 0, url: undefined, promise, resolve, reject };
    this.#entries.set(key, entry);
    this.#waiting.push(entry);
    this.#next();
    return entry;
  }

  #next(): void {
    while (this.#running < atATime && !this.#disposed) {
      const entry = this.#waiting.pop();
      if (entry === undefined) return;
      this.#running++;
      void this.#load(entry).finally(() => {
        this.#running--;
        this.#next();
      });
    }
  }

  async #load(entry: Entry): Promise<void> {
    try {
      const blob = await this.link.call('media', entry.request);
      if (this.#entries.get(entry.key) !== entry) return;
      entry.url = URL.createObjectURL(blob);
      entry.resolve(entry.url);
      this.#tidy(entry);
    } catch (error) {
      // Forgotten, so that the next one who asks tries again.
      if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
      entry.reject(error);
    }
  }

  #tidy(entry: Entry): void {
    if (entry.holders > 0) return;
    if (entry.url === undefined) {
      const index = this.#waiting.indexOf(entry);
      if (index === -1) return;
      this.#waiting.splice(index, 1);
      this.#entries.delete(entry.key);
      return;
    }
    const unused = [...this.#entries.values()].filter(({ holders, url }) => holders === 0 && url !== undefined);
    for (const { key, url } of unused.slice(0, Math.max(0, unused.length - keptUnused))) {
      if (url !== undefined) URL.revokeObjectURL(url);
      this.#entries.delete(key);
    }
  }
}
