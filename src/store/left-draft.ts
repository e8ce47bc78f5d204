import type { Draft } from '../protocol/draft.ts';
import { accountPrefix } from './account-id.ts';
import type { KeyStream } from './cipher.ts';
import { asDraft } from './stored-shape.ts';

/**
 * A draft that the database had not taken when its page ended. A page that is being left may await nothing, so it lies
 * in `localStorage`, the only storage that is written at once: encrypted with a key stream that was made beforehand.
 */
const prefix = 'wiki-room:draft:';
const ivLength = 12;

/** What is left, with its room: `null` is a draft that was sent or emptied. */
type Left = readonly [room: string, draft: Draft | null];

function placeOf(account: string, room: string): string {
  return `${prefix}${account}:${room}`;
}

/** Each stream may be used for one text only. False: it could not be left. */
export function leaveDraft(account: string, room: string, draft: Draft | undefined, { iv, bytes }: KeyStream): boolean {
  const left: Left = [room, draft ?? null];
  const plain = new TextEncoder().encode(JSON.stringify(left));
  if (plain.length > bytes.length) return false;
  let sealed = '';
  for (const byte of iv) sealed += String.fromCharCode(byte);
  for (const [i, byte] of plain.entries()) sealed += String.fromCharCode(byte ^ (bytes[i] ?? 0));
  try {
    localStorage.setItem(placeOf(account, room), sealed);
    return true;
  } catch {
    return false;
  }
}

/** What was left of this room's draft. `streamOf` gives the stream of a nonce again; `undefined`: the key is gone. */
export async function leftDraft(
  account: string,
  room: string,
  streamOf: (iv: Uint8Array<ArrayBuffer>, length: number) => Promise<KeyStream | undefined>,
): Promise<{ readonly draft: Draft | undefined } | undefined> {
  const sealed = stored(placeOf(account, room));
  if (sealed === undefined || sealed.length <= ivLength) return undefined;
  const data = new Uint8Array(sealed.length);
  for (let i = 0; i < sealed.length; i++) data[i] = sealed.charCodeAt(i);
  const plain = data.slice(ivLength);
  const stream = await streamOf(data.slice(0, ivLength), plain.length);
  if (stream === undefined) return undefined;
  const found = parsed(plain.map((byte, i) => byte ^ (stream.bytes[i] ?? 0)));
  if (!Array.isArray(found) || found[0] !== room) return undefined;
  const [, draft] = found as readonly unknown[];
  if (draft === null) return { draft: undefined };
  const checked = asDraft(draft);
  return checked && { draft: checked };
}

export function forgetLeftDraft(account: string, room: string): void {
  try {
    localStorage.removeItem(placeOf(account, room));
  } catch {
    // Nothing can lie there.
  }
}

/** Removes what other accounts of the homeserver left; nobody can read it any more. */
export function forgetLeftDraftsOfOthers(homeserver: string, account: string | undefined): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(prefix + accountPrefix(homeserver))) continue;
      if (account === undefined || !name.startsWith(`${prefix}${account}:`)) localStorage.removeItem(name);
    }
  } catch {
    // As above.
  }
}

function stored(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function parsed(plain: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return undefined;
  }
}
