import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import type { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import { RoomEncryption } from '../../../src/engine/rooms/room-encryption.ts';
import { TimelineEntry } from '../../../src/engine/timeline/timeline-entry.ts';
import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';

const event: RawEvent = {
  event_id: '$a',
  room_id: '!r:example.org',
  type: 'm.room.encrypted',
  sender: '@bob:example.org',
  origin_server_ts: 1,
  content: { algorithm: 'm.megolm.v1.aes-sha2' },
  unsigned: {},
};

/** Encryption that is still being loaded. */
function loading(isNew: boolean): { encryption: RoomEncryption; asked: () => number } {
  let asked = 0;
  const crypto = {
    backend: undefined,
    isNew: () => Promise.resolve(isNew),
    start: () => {
      asked++;
      return new Promise(() => undefined);
    },
  } as unknown as CryptoKeeper;
  const nothing = (): void => undefined;
  const encryption = new RoomEncryption(crypto, {} as unknown as Room, () => Promise.resolve(), nothing);
  return { encryption, asked: () => asked };
}

describe('reading while encryption is being loaded', () => {
  it('does not wait on a device that never had keys: its rows stand there at once', async () => {
    const { encryption } = loading(true);
    const entry = new TimelineEntry(event);
    await encryption.decrypt([entry]);
    assert.equal(entry.readable, false);
  });

  it('waits where there may be keys: what was painted from the last visit stays readable', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { encryption, asked } = loading(false);
    let done = false;
    void encryption.decrypt([new TimelineEntry(event)]).then(() => (done = true));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    assert.deepEqual([done, asked()], [false, 1]);
  });
});
