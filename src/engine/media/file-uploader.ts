import { WikiRoomError } from '../../protocol/error.ts';
import { largestFile } from '../../protocol/media.ts';
import type { OutgoingFile } from '../../protocol/outbox.ts';
import { encryptAttachment } from '../content/attachment.ts';
import { cleanFileName } from '../content/file-name.ts';
import { parseMxc } from '../content/mxc.ts';
import { withoutMetadata } from '../content/without-metadata.ts';
import { homeserverAnswers } from '../http/homeserver-answers.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import type { ProgressInit } from '../http/progress-fetch.ts';
import { readJson } from '../http/read-body.ts';
import { errorOfAnswer, unreachable } from '../sdk-error.ts';
import { countOf, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import { outgoingPicture } from './outgoing-picture.ts';

export interface UploadOptions {
  /** The room is encrypted, so the file must be. */
  readonly encrypted: boolean;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** The detail of an error: a file did not get through, though the homeserver can be reached. */
export const brokenUpload = 'upload';
const longestUpload = 30 * 60_000;

/** Brings files to the homeserver. Source: Client-Server API, "Content repository", "Sending encrypted attachments". */
export class FileUploader {
  readonly #api: MatrixApi;
  readonly #signal: AbortSignal;
  #limit: number | undefined;

  constructor(api: MatrixApi, signal: AbortSignal) {
    this.#api = api;
    this.#signal = signal;
  }

  /** The largest file the homeserver takes, in bytes. Rejects where it cannot be asked. */
  async limit(): Promise<number> {
    if (this.#limit !== undefined) return this.#limit;
    const ask = (path: string): Promise<Fields> => this.#api.request({ path, signal: this.#signal });
    // A homeserver from before version 1.11 knows only the older way.
    const answer = await ask('/_matrix/client/v1/media/config').catch((error: unknown) => {
      if (!(error instanceof WikiRoomError) || error.detail !== 'M_UNRECOGNIZED') throw error;
      return ask('/_matrix/media/v3/config');
    });
    this.#limit = Math.min(countOf(answer['m.upload.size']) ?? largestFile, largestFile);
    return this.#limit;
  }

  /** What the event says of the file once it is there: `msgtype`, `filename`, `info`, and `file` or `url`. */
  async upload(blob: Blob, { kind, name, mime }: OutgoingFile, options: UploadOptions): Promise<Fields> {
    const bytes = withoutMetadata(new Uint8Array(await blob.arrayBuffer()));
    const picture = kind === 'image' ? await outgoingPicture(bytes, options.encrypted) : undefined;
    const filename = cleanFileName(name, kind);
    const type = mime === '' ? 'application/octet-stream' : mime;
    const source = await this.#put(bytes.buffer, type, filename, '', options);
    const info: Record<string, unknown> = { mimetype: type, size: bytes.length };
    if (picture !== undefined) Object.assign(info, { w: picture.width, h: picture.height });
    const thumbnail = picture?.thumbnail;
    if (thumbnail !== undefined) {
      const { blob: small, width, height } = thumbnail;
      const quiet = { ...options, progress: () => undefined };
      Object.assign(info, await this.#put(await small.arrayBuffer(), small.type, filename, 'thumbnail_', quiet));
      info['thumbnail_info'] = { mimetype: small.type, size: small.size, w: width, h: height };
    }
    // What is no picture after all is sent as the file it is.
    const shown = kind === 'image' && picture === undefined ? 'file' : kind;
    return { msgtype: `m.${shown}`, filename, info, ...source };
  }

  /** `url` or `file`, by the name it has in the event. */
  async #put(bytes: ArrayBuffer, type: string, name: string, prefix: string, options: UploadOptions): Promise<Fields> {
    if (!options.encrypted) return { [`${prefix}url`]: await this.#post(bytes, type, name, options) };
    const encrypted = await encryptAttachment(bytes);
    // Neither type nor name of what is encrypted is the homeserver's business.
    const url = await this.#post(encrypted.bytes, 'application/octet-stream', undefined, options);
    return { [`${prefix}file`]: { ...encrypted.file, url } };
  }

  /** A proxy that refuses a large file often does so without CORS headers: script is told that nothing could be reached. */
  async #whyBroken(cause: unknown, signal: AbortSignal): Promise<WikiRoomError> {
    const { code, message } = unreachable(cause);
    const answers = await homeserverAnswers(this.#api, signal);
    return new WikiRoomError(code, message, { cause, detail: answers ? brokenUpload : undefined });
  }

  async #post(
    bytes: ArrayBuffer,
    type: string,
    filename: string | undefined,
    { signal, progress }: UploadOptions,
  ): Promise<string> {
    const init: ProgressInit = {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: bytes,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.any([signal, this.#signal, AbortSignal.timeout(longestUpload)]),
      sent: (done) => progress(Math.min(done, bytes.byteLength), bytes.byteLength),
    };
    let response: Response;
    let answer: Fields;
    try {
      response = await this.#api.fetch(this.#api.url('/_matrix/media/v3/upload', { filename }), init);
      answer = await readJson(response).catch((error: unknown) => {
        if (response.ok || !(error instanceof WikiRoomError)) throw error;
        return {};
      });
    } catch (error) {
      if (error instanceof WikiRoomError) throw error;
      signal.throwIfAborted();
      throw await this.#whyBroken(error, signal);
    }
    if (!response.ok) throw errorOfAnswer(response.status, answer, response.headers.get('Retry-After'));
    const address = textOf(answer['content_uri']);
    if (address === undefined || parseMxc(address) === undefined) {
      throw new WikiRoomError('homeserver-error', 'an answer without a content address');
    }
    return address;
  }
}
