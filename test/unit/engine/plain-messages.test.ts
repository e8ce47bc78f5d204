import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import { event } from './events.ts';
import { piece, settled, timelineOf } from './numbered-room.ts';

const begins = event('$begins', { type: 'm.room.encryption', state_key: '', content: { algorithm: 'x' } });
const secret = (id: string): RawEvent => event(id, { type: 'm.room.encrypted', content: { ciphertext: '' } });

/** The messages that are said not to be encrypted. */
async function marked(timeline: RawEvent[], encrypted = true): Promise<string[]> {
  const { timeline: history } = timelineOf({ isEncrypted: () => encrypted });
  await history.receive({ ...piece(1, 0, { initial: true }), timeline });
  await settled();
  history.stop();
  return history.topic.rows.filter((row) => row.kind === 'message' && row.shield !== undefined).map(({ id }) => id);
}

describe('a plain message in an encrypted room', () => {
  it('is marked, unless it was sent before encryption began', async () => {
    assert.deepEqual(await marked([event('$a'), secret('$b'), event('$c')]), ['$a', '$c']);
    assert.deepEqual(await marked([event('$a'), begins, event('$b'), secret('$c'), event('$d')]), ['$b', '$d']);
    assert.deepEqual(await marked([event('$a'), secret('$b'), event('$c')], false), []);
  });

  it('is marked behind an encrypted one, whatever is said later of when encryption began', async () => {
    assert.deepEqual(await marked([event('$a'), secret('$b'), event('$c'), begins, event('$d')]), ['$c', '$d']);
  });
});
