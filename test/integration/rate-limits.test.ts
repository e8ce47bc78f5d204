import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Fetch } from '../../src/engine/http/matrix-api.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import { Engines } from '../support/engines.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';

/** A send as it left, and what the homeserver said to it. */
interface Attempt {
  readonly txnId: string;
  readonly at: number;
  status?: number;
  /** When it was answered, and until when it was asked to wait; `performance.now()`. */
  answeredAt?: number;
  waitUntil?: number;
}

/** Notes every send, and changes nothing. */
function noting(attempts: Attempt[]): Fetch {
  return async (input, init) => {
    const { pathname } = new URL(input);
    if (!pathname.includes('/send/')) return fetch(input, init);
    const attempt: Attempt = { txnId: pathname.split('/').at(-1)!, at: performance.now() };
    attempts.push(attempt);
    const response = await fetch(input, init);
    attempt.answeredAt = performance.now();
    attempt.status = response.status;
    if (response.status === 429) {
      const { retry_after_ms: wait } = (await response.clone().json()) as { retry_after_ms: number };
      attempt.waitUntil = attempt.answeredAt + wait;
    }
    return response;
  };
}

describe('thirty messages at once, under the limits that a homeserver has by default,', () => {
  let engines: Engines;
  before(async () => {
    engines = await Engines.begin({ rateLimits: 'default' });
  });
  after(() => engines[Symbol.asyncDispose]());

  it('arrive once each and in order; each wait that is asked for is kept', async () => {
    const bob = await engines.signedPeer('bob');
    const roomId = await bob.createRoom('limited', { name: 'Limited' });
    const attempts: Attempt[] = [];
    const store = new TestEngineStore();
    const engine = await engines.start(store, noting(attempts));
    await engines.signIn(engine, 'alice');
    await engine.call('recover', { secret: engines.recoveryKey('alice') });
    const room = engine.room('#limited:example.org');
    const outbox = engine.outbox(roomId);
    await eventually('alice is in', () => room.snapshot?.access.kind === 'joined' && room.live);
    await bob.waitForMember(roomId, '@alice:example.org');

    const texts = Array.from({ length: 30 }, (_, i) => `Message ${String(i + 1)}`);
    const written = texts.map((text) => store.write(roomId, { text }).txnId);
    await engine.call('outbox-changed', { roomId });
    await eventually('a message is refused', () => attempts.some(({ status }) => status === 429));
    assert.deepEqual(
      outbox()?.records.filter(({ state }) => state.kind !== 'waiting' && state.kind !== 'sent'),
      [],
    );
    // Ten at once and one each five seconds: a hundred seconds for the twenty that are left.
    await eventually('all are sent and have come back', () => store.records.length === 0, 240_000);

    const isOurs = (text: string): boolean => texts.includes(text);
    await bob.waitForMessage(roomId, ({ body }) => body === texts.at(-1));
    const received = bob.events(roomId).map((event) => String(event.getContent()['body']));
    assert.deepEqual(received.filter(isOurs), texts);
    assert.deepEqual(room.rows.map(plainOf).filter(isOurs), texts);
    assert.equal(engine.connectionStates.includes('lost'), false, 'a rate limit is no lost connection');

    const taken = attempts.filter(({ status }) => status === 200);
    assert.deepEqual(
      taken.map(({ txnId }) => txnId),
      written,
    );
    const refused = attempts.filter(({ status }) => status === 429);
    assert.equal(taken.length + refused.length, attempts.length);
    // What was waited for as asked is let in: a message is refused once, hardly ever twice.
    assert.ok(refused.length >= 15 && refused.length <= 25, `${String(refused.length)} refusals`);
    attempts.slice(1).forEach((attempt, i) => {
      const { waitUntil = 0, answeredAt = Infinity } = attempts[i]!;
      assert.ok(attempt.at >= answeredAt, 'one at a time');
      assert.ok(attempt.at >= waitUntil, 'not before the homeserver allows it');
    });
    bob.stop();
    engine.service.stop();
  });
});
