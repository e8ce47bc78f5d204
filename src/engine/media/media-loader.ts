import type { Commands } from '../../protocol/command.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import { backOff, firstBackOff, rateLimitWait } from '../../protocol/back-off.ts';
import { largestFile } from '../../protocol/media.ts';
import type { MediaSize, MediaSource } from '../../protocol/media.ts';
import { txnOfOutboxMedia } from '../../protocol/outbox.ts';
import { decryptAttachment } from '../content/attachment.ts';
import { parseMxc } from '../content/mxc.ts';
import { safeBlobType } from '../content/safe-blob-type.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { readBytes } from '../http/read-body.ts';
import { errorOfAnswer, unreachable } from '../sdk-error.ts';
import { fieldsOf } from '../shape.ts';
import type { Waker } from '../waker.ts';

/** Thumbnails are made by the homeserver, of a size that is asked for. */
const largestThumbnail = 10 * 1024 * 1024;
/** With the waits in it, milliseconds; and as long again as a slow line needs for the file, bytes a millisecond. */
const longestDownload = 5 * 60_000;
const slowLine = 16;
/** How often one download is tried: a file that never comes must not keep the others waiting. */
const mostTries = 4;
/** Milliseconds; whoever is told to wait longer is told so. */
const longestWait = 30_000;

/**
 * Files of the room's messages. They are asked of the reader's own homeserver only, with the token in the header;
 * source: Client-Server API, "Content repository".
 */
export class MediaLoader {
  readonly #api: MatrixApi;
  readonly #signal: AbortSignal;
  readonly #waker: Pick<Waker, 'wait'>;
  readonly #outboxFile: (txnId: string) => Promise<Blob | undefined>;

  constructor(
    api: MatrixApi,
    signal: AbortSignal,
    waker: Pick<Waker, 'wait'>,
    outboxFile: (txnId: string) => Promise<Blob | undefined>,
  ) {
    this.#api = api;
    this.#signal = signal;
    this.#waker = waker;
    this.#outboxFile = outboxFile;
  }

  /** Rejects: media-unavailable, media-damaged, too-large, rate-limited, homeserver-unreachable, homeserver-error. */
  async load(wanted: Commands['media']['args']): Promise<Blob> {
    const txnId = txnOfOutboxMedia(wanted.source.mxc);
    if (txnId !== undefined) return this.#waiting(txnId, wanted.mime);
    const { source, thumbnail } = wanted;
    const most = thumbnail !== undefined && source.encryption === undefined ? largestThumbnail : largestFile;
    const longest = Math.min(source.size ?? most, most) / slowLine + longestDownload;
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(Math.round(longest))]);
    for (let failures = 1; ; failures++) {
      try {
        return await this.#smaller(wanted, signal);
      } catch (error) {
        const wait = signal.aborted ? undefined : waitAfter(WikiRoomError.from(error), failures);
        if (wait === undefined) throw error;
        await this.#waker.wait(wait, signal);
      }
    }
  }

  /** Some pictures no homeserver scales; small ones can be had whole. */
  async #smaller(wanted: Commands['media']['args'], signal: AbortSignal): Promise<Blob> {
    try {
      return await this.#download(wanted, signal);
    } catch (error) {
      const { source, mime, thumbnail } = wanted;
      const { size = largestThumbnail, encryption } = source;
      const isScaled = thumbnail !== undefined && encryption === undefined;
      if (!isScaled || size > largestThumbnail || !isUnscalable(WikiRoomError.from(error))) throw error;
      return this.#download({ source: { ...source, size }, mime }, signal);
    }
  }

  async #download({ source, mime, thumbnail }: Commands['media']['args'], signal: AbortSignal): Promise<Blob> {
    const { encryption, size } = source;
    // The homeserver cannot make a smaller picture of what it cannot read.
    const box = encryption === undefined ? thumbnail : undefined;
    if (box === undefined && size !== undefined && size > largestFile) throw tooLarge();
    const response = await this.#ask(source, box, signal);
    const limit = box !== undefined ? largestThumbnail : (size ?? largestFile);
    const bytes = await this.#read(response, Math.min(limit, largestFile));
    if (bytes === undefined) {
      const declared = box === undefined && size !== undefined;
      throw declared ? new WikiRoomError('media-damaged', 'the file is larger than it says') : tooLarge();
    }
    const content = encryption === undefined ? bytes : await decryptAttachment(bytes, encryption);
    return new Blob([new Uint8Array(content)], { type: safeBlobType(mime, content) });
  }

  async #waiting(txnId: string, mime: string): Promise<Blob> {
    const file = await this.#outboxFile(txnId);
    if (file === undefined) throw new WikiRoomError('media-unavailable', 'the file does not wait here any more');
    const head = new Uint8Array(await file.slice(0, 256 * 1024).arrayBuffer());
    return file.slice(0, file.size, safeBlobType(mime, head));
  }

  async #ask(source: MediaSource, box: MediaSize | undefined, signal: AbortSignal): Promise<Response> {
    const address = parseMxc(source.mxc);
    if (address === undefined) throw new WikiRoomError('media-unavailable', 'not a content address');
    const { server, mediaId } = address;
    const query = box && { width: pixels(box.width), height: pixels(box.height), method: 'scale' };
    const kind = query === undefined ? 'download' : 'thumbnail';
    const response = await this.#fetch(
      matrixPath`/_matrix/client/v1/media/${kind}/${server}/${mediaId}`,
      signal,
      query,
    );
    if (response.ok) return response;
    const body: unknown = await response.json().catch(() => undefined);
    // A homeserver from before version 1.11 knows only the older way, which asks for no token.
    if (response.status === 404 && fieldsOf(body)['errcode'] === 'M_UNRECOGNIZED') {
      const old = await this.#fetch(matrixPath`/_matrix/media/v3/${kind}/${server}/${mediaId}`, signal, query);
      if (old.ok) return old;
    }
    const error = errorOfAnswer(response.status, body, response.headers.get('Retry-After'));
    throw ['rate-limited', 'sign-in-required', 'homeserver-error'].includes(error.code)
      ? error
      : new WikiRoomError('media-unavailable', error.message, { detail: error.detail });
  }

  /** A redirect would take the token to wherever it leads. */
  async #fetch(path: string, signal: AbortSignal, query?: Readonly<Record<string, string>>): Promise<Response> {
    try {
      return await this.#api.fetch(this.#api.url(path, query), {
        redirect: 'error',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal,
      });
    } catch (error) {
      if (error instanceof WikiRoomError) throw error;
      throw unreachable(error);
    }
  }

  async #read(response: Response, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      return await readBytes(response, limit);
    } catch (error) {
      throw unreachable(error);
    }
  }
}

/** How long until the next try, in milliseconds; `undefined`: it has failed. */
function waitAfter({ code, detail, retryAfterMs = 0 }: WikiRoomError, failures: number): number | undefined {
  if (failures >= mostTries) return undefined;
  if (code === 'rate-limited') return retryAfterMs > longestWait ? undefined : rateLimitWait(retryAfterMs);
  // A 5xx with a word of Matrix is final: the homeserver cannot have the file from another one.
  const isProxy = code === 'homeserver-error' && detail?.startsWith('HTTP 5') === true;
  if (code !== 'homeserver-unreachable' && !isProxy) return undefined;
  return failures === 1 ? firstBackOff() : backOff(failures - 1);
}

/** A homeserver that does not have a file says so. Source: Client-Server API, "Content repository", thumbnails. */
function isUnscalable({ code, detail }: WikiRoomError): boolean {
  return detail === 'M_TOO_LARGE' || (code === 'media-unavailable' && detail !== 'M_NOT_FOUND');
}

function tooLarge(): WikiRoomError {
  return new WikiRoomError('too-large', 'the file is larger than it may be');
}

function pixels(value: number): string {
  return String(Math.min(Math.max(Math.round(value) || 1, 1), 2_000));
}
