import { own } from './own.ts';

/** Client-Server API, "Size limits": the whole event as canonical JSON. */
export const maxEventBytes = 65_536;

/** What a homeserver adds: ids of up to 255 bytes, twenty previous and some authorising events, hashes, a signature. */
const envelope = 2_560;
/** Algorithm, sender key, session and device id of `m.room.encrypted`. */
const megolmContent = 360;
/** Type and room id around the content that is encrypted. */
const payloadEnvelope = 320;
/** Of a Megolm message: version, index and length, the padding of AES, MAC and signature. */
const megolmMessage = 16 + 16 + 8 + 64;

const encoder = new TextEncoder();

/**
 * How large an event of this content would be, in bytes, at worst; one over {@link maxEventBytes} is refused. Megolm
 * pads, signs and writes it in base64; `m.relates_to` stays outside of the encryption and is sent twice.
 */
export function eventBytes(content: Readonly<Record<string, unknown>>, encrypted: boolean): number {
  const plain = jsonBytes(content);
  if (!encrypted) return plain + envelope;
  const message = plain + payloadEnvelope + megolmMessage;
  const relation = own(content, 'm.relates_to');
  const relationBytes = relation === undefined ? 0 : jsonBytes(relation) + 20;
  return Math.ceil((message * 4) / 3) + megolmContent + relationBytes + envelope;
}

/** Canonical JSON differs from this in the order of keys only. */
function jsonBytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}
