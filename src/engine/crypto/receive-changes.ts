import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import type { Fields } from '../shape.ts';
import type { CryptoUpdate } from '../sync/sync-update.ts';

/**
 * Gives the crypto machine what a sync answer brought, and to-device messages in rounds with one of each sender: of two
 * keys of one session that come in one round it stores the last, also where that opens later messages only. Senders give a
 * key a second time, as of now, where an Olm session had to be made anew. Source: matrix-sdk-crypto,
 * `merge_received_group_session`, which looks at what is stored.
 */
export async function receiveChanges(backend: CryptoBackend, update: CryptoUpdate): Promise<void> {
  const { toDevice, changed, left, oneTimeKeyCounts, unusedFallbackKeys, partial } = update;
  const [first = [], ...others] = inRounds(toDevice);
  await backend.processSyncChanges({
    toDeviceEvents: first as never,
    deviceLists: { changed: [...changed], left: [...left] },
    ...(oneTimeKeyCounts === undefined ? {} : { oneTimeKeysCounts: { ...oneTimeKeyCounts } }),
    ...(unusedFallbackKeys === undefined ? {} : { unusedFallbackKeys: [...unusedFallbackKeys] }),
    useMsc4186: partial,
  });
  for (const round of others) {
    await backend.processSyncChanges({ toDeviceEvents: round as never, deviceLists: {}, useMsc4186: true });
  }
}

/** The messages of each sender stay in order. */
function inRounds(toDevice: readonly Fields[]): Fields[][] {
  const rounds: Fields[][] = [];
  const counts = new Map<unknown, number>();
  for (const event of toDevice) {
    const round = counts.get(event['sender']) ?? 0;
    counts.set(event['sender'], round + 1);
    (rounds[round] ??= []).push(event);
  }
  return rounds;
}
