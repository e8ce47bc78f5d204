import { WikiRoomError } from '../../protocol/error.ts';
import { isFields } from '../shape.ts';
import type { Fields } from '../shape.ts';

/** No answer of a homeserver is that large, in bytes after decompression. */
const largestAnswer = 64 * 1024 * 1024;

/** Reads at most `limit` bytes; `undefined` where there is more. Rejects where the connection breaks. */
export async function readBytes(response: Response, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limit) {
      await reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** The JSON object of an answer; anything else is no Matrix answer: a proxy's page, a cut body, an empty one. */
export async function readJson(response: Response): Promise<Fields> {
  const bytes = await readBytes(response, largestAnswer);
  const body = bytes && parse(new TextDecoder().decode(bytes));
  if (isFields(body)) return body;
  throw new WikiRoomError('homeserver-error', 'the answer is no Matrix answer', { detail: `HTTP ${response.status}` });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
