// Before the SDK, whose modules take hold of its logger as they load.
import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { DecryptionError } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { DecryptionFailureCode, EventShieldColour, EventShieldReason } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import type { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import { RoomEncryption } from '../../../src/engine/rooms/room-encryption.ts';
import { TimelineEntry } from '../../../src/engine/timeline/timeline-entry.ts';
import type { Shield } from '../../../src/protocol/row.ts';
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

describe('a room whose key some were not given', () => {
  it('gets a new one before anything more is encrypted, also where encryption starts only then', async () => {
    const done: string[] = [];
    const started = Promise.withResolvers<CryptoBackend>();
    const backend = {
      onCryptoEvent: async () => void done.push('configured'),
    } as unknown as CryptoBackend;
    const faults = [new Error('not now')];
    const crypto = {
      start: () => started.promise,
      newRoomKey: async () => {
        const fault = faults.pop();
        if (fault !== undefined) throw fault;
        done.push('new key');
      },
    } as unknown as CryptoKeeper;
    const room = { roomId: '!r', myUserId: '@a:b', loadMembersIfNeeded: async () => false } as unknown as Room;
    const encryption = new RoomEncryption(
      crypto,
      room,
      () => Promise.resolve(),
      () => undefined,
    );
    encryption.newRoomKey();
    encryption.receive({ ...event, type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.none' } });
    encryption.newRoomKey();
    assert.deepEqual(done, []);
    started.resolve(backend);
    await encryption.ready().catch(() => encryption.ready());
    assert.deepEqual(done.slice(0, 2), ['configured', 'new key']);
    done.length = 0;
    await encryption.ready();
    assert.deepEqual(done, [], 'once');
  });
});

describe("a message under a name that is not its sender's", () => {
  /** Encryption that takes its time to find that out; without keys at first, where it is told so. */
  function forged(hasKey = true) {
    const told: (Shield | undefined)[] = [];
    const backend = {
      decryptEvent: async () => {
        if (!hasKey) throw new DecryptionError(DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID, 'no key');
        return { clearEvent: { type: 'm.room.message', content: { msgtype: 'm.text', body: 'x' } } };
      },
      getEncryptionInfoForEvent: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return { shieldColour: EventShieldColour.RED, shieldReason: EventShieldReason.MISMATCHED_SENDER };
      },
    } as unknown as CryptoBackend;
    const crypto = { backend, confirmed: true, recoverable: true } as unknown as CryptoKeeper;
    const changed = ({ shield }: TimelineEntry): void => void told.push(shield);
    const encryption = new RoomEncryption(crypto, {} as unknown as Room, () => Promise.resolve(), changed);
    const entry = new TimelineEntry(event);
    const keyComes = (): Promise<void> => {
      hasKey = true;
      return entry.event.attemptDecryption(backend, { isRetry: true });
    };
    return { encryption, entry, told, keyComes };
  }

  it('is marked from the first', async () => {
    const { encryption, entry, told } = forged();
    await encryption.decrypt([entry]);
    assert.deepEqual([entry.readable, entry.shield], [true, 'sender-not-proven']);
    assert.deepEqual(told, []);
  });

  it('is so too where its key comes late', async () => {
    const { encryption, entry, told, keyComes } = forged(false);
    await encryption.decrypt([entry]);
    assert.deepEqual([entry.readable, entry.shield], [false, undefined]);
    await keyComes();
    while (told.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([entry.readable, told], [true, ['sender-not-proven']]);
  });
});
