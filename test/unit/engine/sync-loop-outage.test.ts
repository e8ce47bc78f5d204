import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';

import type { SyncUpdate } from '../../../src/engine/sync/sync-update.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { end, news, nothing, pass, setUp, stateOf, untilAborted } from './sync-loop-setup.ts';

describe('SyncLoop after an outage', () => {
  afterEach(() => mock.timers.reset());

  it('asks after an outage whether the homeserver went back in time, before it takes anything in', async () => {
    const applied: SyncUpdate[] = [];
    const { loop, transport, past } = setUp(async (update) => void applied.push(update));
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(100);
    past.asked = 0;
    applied.length = 0;
    let failing = 1;
    const afterwards = [nothing, news];
    transport.answer = ({ signal }) => {
      if (failing-- > 0) return Promise.reject(new WikiRoomError('homeserver-unreachable'));
      return afterwards.shift() ?? untilAborted(signal);
    };
    past.answer = async () => {
      loop.beginAnew();
      assert.equal(loop.isCurrent('!a'), false);
      return true;
    };
    const [commits, polls] = [transport.commits, transport.polls.length];
    await pass(5_000);
    assert.equal(past.asked, 1);
    assert.deepEqual(
      transport.requests.slice(polls).map(({ inDoubt, fresh }) => [inDoubt, fresh]),
      [
        [false, false],
        [true, true],
        [false, true],
        [false, false],
      ],
    );
    assert.deepEqual([transport.resets, transport.commits - commits], [1, 1]);
    assert.deepEqual(applied, [news], 'what came after a place in the future is not all that is new');
    end(loop);
  });

  it('goes on where something keeps it from finding that out', async () => {
    const { loop, transport, past, connection } = setUp();
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(100);
    past.answer = () => Promise.reject(new WikiRoomError('homeserver-error', '', { detail: 'HTTP 404' }));
    past.asked = 0;
    loop.resume();
    await pass(10_000);
    assert.deepEqual([past.asked, past.inDoubt, stateOf(connection)], [2, false, 'live']);
    assert.ok(transport.commits > 1);
    end(loop);
  });

  it('moves no position by an answer of before it began anew', async () => {
    const applied = Promise.withResolvers<void>();
    const { loop, transport } = setUp(() => (transport.polls.length === 1 ? applied.promise : Promise.resolve()));
    transport.answer = ({ signal }) => (transport.polls.length === 1 ? news : untilAborted(signal));
    loop.follow('!a');
    loop.resume();
    await pass(100);
    loop.beginAnew();
    applied.resolve();
    await pass(3_000);
    assert.equal(transport.commits, 0);
    assert.equal(loop.isCurrent('!a'), false, 'it was told before');
    end(loop);
  });

  it('waits for no news where the connection was lost, so that it is known at once when it is back', async () => {
    const { loop, transport, connection } = setUp();
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(100);
    transport.answer = () => Promise.reject(new WikiRoomError('homeserver-unreachable'));
    loop.retry();
    await pass(8_000);
    assert.equal(stateOf(connection), 'lost');
    transport.answer = ({ fresh, signal }) => (fresh ? nothing : untilAborted(signal));
    loop.retry();
    await pass(200);
    assert.equal(stateOf(connection), 'live');
    end(loop);
  });
});
