import type { RoomStore } from '../protocol/room-store.ts';
import type { OpenRoom } from './open-room.ts';

/** What a sign-out takes away for good. */
export interface Losses {
  /** Messages of all rooms that wait, have failed, or wait for an answer, and those of this room that are being stored. */
  readonly unsent: number;
  /** No recovery key opens them, as far as is known: what is encrypted cannot be read again. */
  readonly keys: boolean;
}

/** `undefined`: nothing. */
export async function lossesOf(store: RoomStore, { composer, keys }: OpenRoom): Promise<Losses | undefined> {
  // What cannot be read cannot be sent either.
  const records = await store.outbox().catch(() => []);
  const unsent = records.filter(({ state }) => state.kind !== 'sent').length + (composer?.underWay ?? 0);
  const losesKeys = keys?.losesKeys ?? (await store.preferences().catch(() => undefined))?.unsaved === true;
  const losses = { unsent, keys: losesKeys };
  return unsent > 0 || losses.keys ? losses : undefined;
}
