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

export interface Answer {
  readonly text: string;
  readonly body: Fields;
}

/** A JSON object; anything else is no Matrix answer: a proxy's page, a cut body, an empty one. */
export async function readAnswer(response: Response): Promise<Answer | undefined> {
  const bytes = await readBytes(response, largestAnswer);
  if (bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes);
  const body = parse(text);
  return isFields(body) ? { text, body } : undefined;
}

/** The JSON object of an answer. */
export async function readJson(response: Response): Promise<Fields> {
  const answer = await readAnswer(response);
  if (answer !== undefined) return answer.body;
  throw new WikiRoomError('homeserver-error', 'the answer is no Matrix answer', { detail: `HTTP ${response.status}` });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
