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

  it('takes a fault of that question for none of the way to the homeserver', async () => {
    const { loop, transport, fallback, past, states } = setUp();
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(100);
    for (const failed of [2, 3]) {
      let failing = failed;
      transport.answer = ({ signal }) => {
        if (failing-- > 0) return Promise.reject(new WikiRoomError('homeserver-unreachable'));
        return failing < -2 ? untilAborted(signal) : news;
      };
      past.answer = () => Promise.reject(new WikiRoomError('homeserver-error', '', { detail: 'HTTP 404' }));
      states.length = 0;
      loop.retry();
      await pass(40_000);
      assert.deepEqual([states.at(-1), states.filter((state) => state === 'lost').length], ['live', failed - 1]);
    }
    assert.equal(fallback.polls.length, 0);
    end(loop);
  });

  it('asks after a sleep, too, and before anything is encrypted then', async () => {
    const { loop, transport, past } = setUp();
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(100);
    transport.answer = ({ signal }) => untilAborted(signal);
    loop.retry();
    await pass(1_000);
    past.asked = 0;
    await loop.homeserverIsKnown();
    assert.equal(past.asked, 0);
    mock.timers.setTime(Date.now() + 60_000);
    await loop.homeserverIsKnown();
    assert.equal(past.asked, 1);
    const polls = transport.polls.length;
    transport.answer = () => nothing;
    loop.retry();
    await pass(1_500);
    assert.deepEqual(
      transport.requests.slice(polls, polls + 2).map(({ inDoubt }) => inDoubt),
      [true, false],
    );
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
