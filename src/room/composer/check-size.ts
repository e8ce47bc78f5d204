import type { EngineLink } from '../../protocol/engine-link.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import { answerInTime } from './answer-in-time.ts';
import type { Relation } from './parcels.ts';

/** Shorter texts are never over the event limit of 65,536 bytes, whatever they become when encrypted; an edit has its text twice. */
const surelyFits = 2_000;

/** Rejects `too-large` where the event would be over the limit; long texts are measured by the engine, as they would be sent. */
export async function checkSize(link: EngineLink, room: string, text: string, relation: Relation): Promise<void> {
  if (text.length < surelyFits) return;
  // Where it cannot be measured, the homeserver will tell.
  const size = await answerInTime(link.call('measure', { room, text, ...relation }));
  if (size === undefined || size.bytes <= size.limit) return;
  throw new WikiRoomError('too-large', 'over the event limit', { detail: `${size.bytes}/${size.limit}` });
}
