import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';

import { DecryptionError } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { DecryptionFailureCode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import { event } from './events.ts';
import { piece, timelineOf } from './numbered-room.ts';

const second = 1_000;
const minute = 60 * second;

const encrypted = (id: string): RawEvent => event(id, { type: 'm.room.encrypted', content: { ciphertext: '' } });

/** A history whose keys are not in the backup, or are, and what was tried to be read so far. */
function setUp(t: TestContext) {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += second / 2) {
      now += second / 2;
      t.mock.timers.tick(second / 2);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const state = { runs: true, inBackup: false, tries: [] as string[] };
  const backend = {
    decryptEvent: async () => {
      if (state.inBackup) return { clearEvent: event('$clear') };
      throw new DecryptionError(DecryptionFailureCode.HISTORICAL_MESSAGE_WORKING_BACKUP, '');
    },
  } as unknown as CryptoBackend;
  const { timeline } = timelineOf({
    decrypt: async (entries) => {
      state.tries.push(...entries.map(({ id }) => `${id} ${String(Math.floor(now / second))}`));
      if (!state.runs) return;
      await Promise.all(entries.map(async ({ event: tried }) => tried.attemptDecryption(backend, { emit: false })));
    },
  });
  const receive = async (id: string, initial = false): Promise<void> =>
    timeline.receive({ ...piece(1, 0, { initial }), timeline: [encrypted(id)] });
  const kinds = (): string[] => timeline.topic.rows.map(({ kind }) => kind);
  t.after(() => timeline.stop());
  return { state, pass, receive, kinds, timeline };
}

describe('a key that was not in the backup', () => {
  it('is looked for again, for each message in its own time, and less and less often', async (t) => {
    const { state, pass, receive } = setUp(t);
    await receive('$a', true);
    await pass(30 * second);
    await receive('$b');
    await pass(60 * minute);
    const times = (id: string): number[] =>
      state.tries.filter((tried) => tried.startsWith(id)).map((tried) => Number(tried.split(' ')[1]));
    assert.deepEqual(times('$a'), [0, 10, 60, 300, 900]);
    assert.deepEqual(times('$b'), [30, 40, 90, 330, 930]);
  });

  it('opens the message once it is there, and is not asked for any more', async (t) => {
    const { state, pass, receive, kinds } = setUp(t);
    await receive('$a', true);
    await pass(30 * second);
    assert.deepEqual(kinds(), ['undecryptable']);
    state.inBackup = true;
    await pass(31 * second);
    assert.deepEqual(kinds(), ['message']);
    await pass(60 * minute);
    assert.equal(state.tries.length, 3);
  });

  it('is not looked for while encryption does not run, or after the room was closed', async (t) => {
    const { state, pass, receive, timeline } = setUp(t);
    state.runs = false;
    await receive('$a', true);
    await pass(2 * minute);
    assert.equal(state.tries.length, 1);
    state.runs = true;
    await receive('$b');
    timeline.stop();
    await pass(60 * minute);
    assert.equal(state.tries.length, 2);
  });
});
