import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';

import { WikiRoomError } from '../../../src/protocol/error.ts';
import { end, news, nothing, pass, setUp, stateOf, untilAborted } from './sync-loop-setup.ts';

describe('SyncLoop', () => {
  afterEach(() => mock.timers.reset());

  it('asks only while a room is followed, and anew when another one is', async () => {
    const { loop, transport } = setUp();
    loop.resume();
    await pass(1_000);
    assert.equal(transport.polls.length, 0);
    loop.follow('!a');
    await pass(100);
    loop.follow('!b');
    await pass(100);
    assert.deepEqual(
      transport.requests.map(({ rooms }) => [...rooms]),
      [['!a'], ['!a', '!b']],
    );
    end(loop);
  });

  it('waits for no news where it asks for a room of which nothing was told since it is followed', async () => {
    const { loop, transport } = setUp();
    const fresh = (): boolean | undefined => transport.requests.at(-1)?.fresh;
    transport.answer = ({ fresh, signal }) => (fresh ? news : untilAborted(signal));
    loop.resume();
    loop.follow('!a');
    loop.follow('!b');
    await pass(200);
    assert.deepEqual([transport.polls.length > 1, fresh()], [true, false]);
    loop.unfollow('!a');
    transport.answer = ({ signal }) => untilAborted(signal);
    loop.follow('!a');
    await pass(100);
    assert.equal(fresh(), true, 'the homeserver may hold back for half a minute what it has told before');
    end(loop);
  });

  it('tells when it has asked for the first time', async () => {
    const { loop, asked } = setUp();
    loop.resume();
    await pass(100);
    assert.deepEqual(asked, []);
    loop.follow('!a');
    await pass(100);
    loop.follow('!b');
    await pass(100);
    assert.deepEqual(asked, [1]);
    end(loop);
  });

  it('asks at most once in five seconds for as long as the homeserver errs', async () => {
    for (const error of [
      new WikiRoomError('unknown', '', { detail: 'M_INVALID_PARAM' }),
      new WikiRoomError('homeserver-error'),
      new TypeError('a fault of ours'),
    ]) {
      const { loop, transport, connection } = setUp();
      transport.answer = () => Promise.reject(error);
      loop.follow('!a');
      loop.resume();
      await pass(60_000);
      assert.ok(transport.polls.length <= 12, `${String(transport.polls.length)} requests`);
      assert.ok(transport.polls.length >= 3);
      assert.equal(stateOf(connection), 'lost');
      end(loop);
    }
  });

  it('does not race a homeserver whose keys wait, and asks at once when encryption runs', async () => {
    const { loop, transport } = setUp();
    transport.keysWait = true;
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(4_000);
    assert.equal(transport.polls.length, 1);
    transport.keysWait = false;
    transport.answer = (asked) => untilAborted(asked.signal);
    loop.withCrypto();
    await pass(100);
    assert.deepEqual(
      transport.requests.map(({ crypto }) => crypto),
      [false, true],
    );
    end(loop);
  });

  it('waits for a session that is being renewed, and says so where it stays refused', async () => {
    const { loop, transport, connection, states } = setUp();
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(100);
    const refused = new WikiRoomError('sign-in-required', '', { detail: 'M_MISSING_TOKEN' });
    transport.answer = ({ signal }) => (transport.polls.length < 4 ? Promise.reject(refused) : untilAborted(signal));
    transport.polls = [];
    await pass(4_000);
    assert.ok(!states.includes('lost'));
    transport.polls = [];
    transport.answer = () => Promise.reject(refused);
    loop.retry();
    await pass(120_000, 500);
    assert.ok(transport.polls.length <= 9, `${String(transport.polls.length)} requests`);
    assert.ok(transport.polls.length >= 4);
    const { value } = connection;
    assert.equal(value?.state === 'lost' && value.error.code, 'sign-in-required');
    transport.answer = () => news;
    loop.resume();
    await pass(200);
    assert.equal(stateOf(connection), 'live');
    end(loop);
  });

  it('waits a second between answers without news that come at once', async () => {
    const { loop, transport } = setUp();
    transport.answer = () => nothing;
    loop.follow('!a');
    loop.resume();
    await pass(10_000);
    assert.ok(transport.polls.length <= 11, `${String(transport.polls.length)} requests`);
    end(loop);
  });

  it('begins anew at once when the position is unknown, and backs off when it stays so', async () => {
    const { loop, transport, states } = setUp();
    const unknown = new WikiRoomError('unknown', '', { detail: 'M_UNKNOWN_POS' });
    let answered = 0;
    transport.answer = ({ signal }) => (++answered === 1 ? Promise.reject(unknown) : untilAborted(signal));
    loop.follow('!a');
    loop.resume();
    await pass(500);
    assert.equal(transport.polls.length, 2);
    assert.equal(transport.resets, 1);
    assert.ok(!states.includes('lost'));
    transport.answer = () => Promise.reject(unknown);
    loop.retry();
    await pass(20_000);
    assert.ok(transport.polls.length <= 2 + 5);
    end(loop);
  });

  it('does not call a connection lost for one failure, and tries at once when told', async () => {
    const { loop, transport, connection, states } = setUp();
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(100);
    assert.equal(stateOf(connection), 'live');
    let failing = 1;
    const unreachable = new WikiRoomError('homeserver-unreachable');
    transport.answer = ({ signal }) => (failing-- > 0 ? Promise.reject(unreachable) : untilAborted(signal));
    await pass(3_000);
    assert.ok(!states.includes('lost'));
    transport.answer = () => Promise.reject(unreachable);
    loop.retry();
    await pass(8_000);
    assert.equal(stateOf(connection), 'lost');
    const polls = transport.polls.length;
    transport.answer = () => news;
    loop.retry();
    await pass(100);
    assert.ok(transport.polls.length > polls);
    assert.equal(stateOf(connection), 'live');
    end(loop);
  });

  it('does not come back from an outage in the moment in which everybody else does', async () => {
    const waited: number[] = [];
    for (const random of [0, 0.999]) {
      mock.method(Math, 'random', () => random);
      const { loop, transport } = setUp();
      let failing = 1;
      transport.answer = ({ signal }) =>
        failing-- > 0 ? Promise.reject(new WikiRoomError('homeserver-unreachable')) : untilAborted(signal);
      loop.follow('!a');
      loop.resume();
      await pass(3_000);
      const [first = 0, second = 0] = transport.polls;
      waited.push(second - first);
      end(loop);
      mock.restoreAll();
    }
    assert.deepEqual(waited, [1_000, 2_000]);
  });

  it('moves the position only after the answer was taken in', async () => {
    let fail = true;
    const { loop, transport } = setUp(async () => {
      if (fail) throw new WikiRoomError('crypto-failed');
    });
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(1_000);
    const commits = (): number => transport.commits;
    assert.equal(commits(), 0);
    fail = false;
    await pass(8_000);
    assert.ok(commits() > 0);
    end(loop);
  });

  it('asks again when taking in an answer never ends, and keeps the position whose keys are not stored', async () => {
    let stuck = true;
    const { loop, transport } = setUp(() => (stuck ? new Promise(() => undefined) : Promise.resolve()));
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(1_000);
    await pass(298_000, 1_000);
    const polls = (): number => transport.polls.length;
    assert.equal(polls(), 1, 'a browser may keep its storage busy for minutes');
    stuck = false;
    await pass(2_000);
    assert.equal(transport.commits, 0);
    await pass(10_000);
    assert.ok(polls() > 1);
    const commits = (): number => transport.commits;
    assert.ok(commits() > 0);
    end(loop);
  });

  it('takes the other way where the homeserver does not know the first', async () => {
    const { loop, transport, fallback } = setUp();
    transport.answer = () => Promise.reject(new WikiRoomError('unknown', '', { detail: 'M_UNRECOGNIZED' }));
    loop.follow('!a');
    loop.resume();
    await pass(500);
    assert.equal(transport.polls.length, 1);
    assert.equal(fallback.polls.length, 1);
    end(loop);
  });

  it('takes the other way where nothing leads to the first, and comes back where nothing leads to either', async () => {
    const { loop, transport, fallback } = setUp();
    const nowhere = new WikiRoomError('homeserver-error', '', { detail: 'HTTP 404' });
    transport.answer = ({ signal }) => {
      if (transport.polls.length === 1) return news;
      return transport.polls.length <= 3 ? Promise.reject(nowhere) : untilAborted(signal);
    };
    fallback.answer = () => Promise.reject(nowhere);
    loop.follow('!a');
    loop.resume();
    await pass(500);
    assert.deepEqual([transport.polls.length, fallback.polls.length], [2, 0], 'a proxy may start anew');
    await pass(90_000, 1_000);
    assert.deepEqual([transport.polls.length, fallback.polls.length], [4, 1]);
    end(loop);
  });

  it('knows whether it has heard of the rooms lately', async () => {
    const { loop, transport } = setUp();
    transport.answer = ({ signal }) => (transport.polls.length === 1 ? news : untilAborted(signal));
    assert.equal(loop.isCurrent('!a'), false);
    loop.follow('!a');
    loop.resume();
    await pass(1_000);
    assert.deepEqual([loop.isCurrent('!a'), loop.isCurrent('!b')], [true, false]);
    loop.unfollow('!a');
    loop.follow('!a');
    assert.equal(loop.isCurrent('!a'), false, 'it may have changed while nobody followed it');
    await pass(50_000, 1_000);
    assert.equal(loop.isCurrent('!a'), false);
    end(loop);
  });

  it('asks for nothing after it was stopped or paused', async () => {
    const { loop, transport } = setUp();
    transport.answer = () => news;
    loop.follow('!a');
    loop.resume();
    await pass(100);
    loop.pause();
    await pass(100);
    const polls = transport.polls.length;
    await pass(5_000);
    assert.equal(transport.polls.length, polls);
    end(loop);
  });
});
