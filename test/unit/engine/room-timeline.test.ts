import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { DecryptionError } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { DecryptionFailureCode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import { eventually } from '../../support/followed-engine.ts';
import { event, reaction, redaction } from './events.ts';
import { idsOf, numbers, pageBefore, piece, settled, timelineOf } from './numbered-room.ts';

describe('RoomTimeline', () => {
  it('loads older rows to the beginning, and leaves unchanged rows the same objects', async () => {
    const { timeline, asked } = timelineOf();
    await timeline.receive(piece(151, 180, { initial: true }));
    await settled();
    const newest = timeline.topic.rows.at(-1);
    await timeline.loadOlder(100);
    assert.deepEqual(idsOf(timeline.topic.rows), numbers(51, 180));
    await timeline.loadOlder(100);
    assert.deepEqual(idsOf(timeline.topic.rows), numbers(1, 180));
    assert.equal(timeline.topic.rows.at(-1), newest);
    assert.deepEqual(asked, ['151', '51'], 'each page once, the second in advance');
    timeline.stop();
  });

  it('fills a hole and never shows a row twice', async () => {
    const { timeline } = timelineOf();
    await timeline.receive(piece(1, 30, { initial: true, prevBatch: undefined as never }));
    await timeline.receive(piece(300, 329, { limited: true }));
    while (idsOf(timeline.topic.rows).length < 329) await settled();
    assert.deepEqual(idsOf(timeline.topic.rows), numbers(1, 329));
    timeline.stop();
  });

  it('says that messages were lost for as long as they are', async () => {
    const { timeline } = timelineOf();
    const shown = (): string[] => idsOf(timeline.topic.rows);
    await timeline.receive(piece(1, 5, { initial: true, prevBatch: undefined as never }));
    await timeline.receive(piece(1, 3, { initial: true, prevBatch: undefined as never }));
    await settled();
    assert.deepEqual(shown(), [...numbers(1, 3), 'gap']);
    // Whoever answered lagged behind.
    await timeline.receive(piece(4, 4));
    await settled();
    assert.deepEqual(shown(), [...numbers(1, 4), 'gap'], 'one of them is missing yet');
    await timeline.receive(piece(5, 5));
    await settled();
    assert.deepEqual(shown(), numbers(1, 5));
    timeline.stop();
  });

  it('shows where a hole is while it cannot be filled, and fills it later', async () => {
    let broken = true;
    const { timeline } = timelineOf({
      page: async (from, limit) => {
        if (broken) throw new WikiRoomError('homeserver-unreachable');
        return pageBefore(from, limit);
      },
    });
    await timeline.receive(piece(1, 3, { initial: true }));
    await timeline.receive(piece(10, 12, { limited: true }));
    await settled();
    assert.deepEqual(idsOf(timeline.topic.rows), [...numbers(1, 3), 'gap', ...numbers(10, 12)]);
    broken = false;
    timeline.retry();
    await settled();
    await settled();
    assert.deepEqual(idsOf(timeline.topic.rows), numbers(1, 12));
    timeline.stop();
  });

  it('fills a hole when more is asked for, and can go on from one that will not be filled', async () => {
    let error: WikiRoomError | undefined = new WikiRoomError('homeserver-unreachable');
    const { timeline } = timelineOf({
      page: async (from, limit) => {
        if (error !== undefined) throw error;
        return pageBefore(from, limit);
      },
    });
    await timeline.receive(piece(1, 3, { initial: true, prevBatch: undefined as never }));
    await timeline.receive(piece(10, 12, { limited: true }));
    await settled();
    assert.ok(idsOf(timeline.topic.rows).includes('gap'));
    error = undefined;
    await timeline.loadOlder(50);
    while (idsOf(timeline.topic.rows).includes('gap')) await settled();
    assert.deepEqual(idsOf(timeline.topic.rows), numbers(1, 12));
    error = new WikiRoomError('not-allowed');
    await timeline.receive(piece(20, 22, { limited: true }));
    await settled();
    await settled();
    let older: string | undefined;
    timeline.topic.follow((update) => (older = update.older));
    assert.deepEqual([idsOf(timeline.topic.rows), older, timeline.drops], [numbers(20, 22), 'more', 1]);
    timeline.stop();
  });

  it('forgets what lies before a hole that is too large to fill', async () => {
    const { timeline } = timelineOf();
    await timeline.receive(piece(1, 3, { initial: true }));
    await timeline.receive(piece(5_000, 5_001, { limited: true }));
    while (timeline.topic.rows.some((row) => row.kind === 'gap') || timeline.topic.rows.length < 100) await settled();
    assert.ok(!timeline.has('$1'));
    assert.equal(timeline.drops, 1);
    assert.equal(timeline.topic.rows.at(-1)?.id, '$5001');
    timeline.stop();
  });

  it('asks again for an answered message once the connection is back, and not for one that is not there', async () => {
    let failure: WikiRoomError | undefined = new WikiRoomError('homeserver-unreachable');
    let asked = 0;
    const { timeline } = timelineOf({
      single: async (id) => {
        asked++;
        if (failure !== undefined) throw failure;
        return event(id);
      },
    });
    const relation = { 'm.in_reply_to': { event_id: '$far' } };
    const reply = event('$1', { content: { msgtype: 'm.text', body: 'yes', 'm.relates_to': relation } });
    await timeline.receive({ ...piece(1, 0, { initial: true }), timeline: [reply] });
    const state = (): unknown => {
      const row = timeline.topic.rows[0];
      return row?.kind === 'message' ? row.replyTo?.state : undefined;
    };
    await eventually('it is missing', () => state() === 'missing');
    failure = new WikiRoomError('unknown', '', { detail: 'M_NOT_FOUND' });
    timeline.retry();
    await eventually('it was asked for again', () => asked === 2);
    await settled();
    timeline.retry();
    await settled();
    assert.deepEqual([asked, state()], [2, 'missing'], 'it is not there');
    timeline.stop();

    failure = new WikiRoomError('homeserver-unreachable');
    asked = 0;
    const other = timelineOf({
      single: async (id) => {
        asked++;
        if (failure !== undefined) throw failure;
        return event(id);
      },
    }).timeline;
    await other.receive({ ...piece(1, 0, { initial: true }), timeline: [reply] });
    await eventually('it was asked for', () => asked === 1);
    await settled();
    failure = undefined;
    other.retry();
    const shown = (): unknown => {
      const row = other.topic.rows[0];
      return row?.kind === 'message' ? row.replyTo?.state : undefined;
    };
    await eventually('it is shown', () => shown() === 'shown');
    other.stop();
  });

  it('fetches what is not known, once, and says where it is not to be had or not to be reached', async () => {
    let asked = 0;
    let failure: WikiRoomError | undefined;
    const { timeline } = timelineOf({
      single: async (id) => {
        asked++;
        if (failure !== undefined) throw failure;
        return event(id);
      },
    });
    await timeline.receive(piece(1, 1, { initial: true }));
    assert.equal((await timeline.fetch('$1'))?.id, '$1');
    assert.equal(asked, 0);
    assert.equal((await timeline.fetch('$far'))?.id, '$far');
    await timeline.fetch('$far');
    assert.equal(asked, 1);
    failure = new WikiRoomError('unknown', '', { detail: 'M_NOT_FOUND' });
    assert.equal(await timeline.fetch('$gone'), undefined);
    failure = new WikiRoomError('homeserver-unreachable');
    await assert.rejects(timeline.fetch('$gone'), { code: 'homeserver-unreachable' });
    await settled();
    assert.deepEqual(idsOf(timeline.topic.rows), ['$1']);
    timeline.stop();
  });

  it('stops waiting for keys from the backup, also for messages that were loaded while it waited for others', async (t) => {
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const pass = async (milliseconds: number): Promise<void> => {
      for (let passed = 0; passed < milliseconds; passed += 100) {
        now += 100;
        t.mock.timers.tick(100);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const backend = {
      decryptEvent: async () =>
        Promise.reject(new DecryptionError(DecryptionFailureCode.HISTORICAL_MESSAGE_WORKING_BACKUP, '')),
    } as unknown as CryptoBackend;
    const encrypted = (id: string): RawEvent => event(id, { type: 'm.room.encrypted', content: { ciphertext: '' } });
    const { timeline } = timelineOf({
      decrypt: async (entries) => {
        await Promise.all(entries.map(async ({ event: tried }) => tried.attemptDecryption(backend, { emit: false })));
      },
      page: async () => ({ events: [encrypted('$old')], members: [], before: undefined }),
    });
    const causes = (): unknown[] =>
      timeline.topic.rows.map((row) => (row.kind === 'undecryptable' ? row.cause : row.kind));
    await timeline.receive({ ...piece(1, 0, { initial: true }), timeline: [encrypted('$new')] });
    await pass(5_000);
    await timeline.loadOlder(50);
    await pass(1_000);
    assert.deepEqual(causes(), ['waiting', 'waiting']);
    await pass(5_000);
    assert.deepEqual(causes(), ['waiting', 'not-in-backup']);
    await pass(5_000);
    assert.deepEqual(causes(), ['not-in-backup', 'not-in-backup']);
    timeline.stop();
  });

  it('says of no change without words that it was deleted', async () => {
    const { timeline } = timelineOf();
    const state = ['m.room.server_acl', 'org.example.widget', 'm.room.topic'].map((type) =>
      event(`$${type}`, { type, state_key: '', content: { topic: 'x' } }),
    );
    const gone = { ...state[1]!, event_id: '$gone', content: {} };
    const events = [...state, { ...gone, unsigned: { redacted_because: redaction('$r', '$gone') } }, event('$1')];
    await timeline.receive({ ...piece(1, 1, { initial: true }), timeline: events });
    await settled();
    assert.deepEqual(idsOf(timeline.topic.rows), ['$m.room.topic', '$1']);
    const deletions = state.map(({ event_id: id }, i) => redaction(`$r${String(i)}`, id));
    await timeline.receive({ ...piece(2, 1), timeline: deletions });
    await settled();
    assert.deepEqual(
      timeline.topic.rows.map(({ id, kind }) => [id, kind]),
      [
        ['$m.room.topic', 'redacted'],
        ['$1', 'message'],
      ],
    );
    timeline.stop();
  });

  it('goes on past a bad event', async () => {
    const { timeline } = timelineOf();
    const bad = event('$bad', { content: { msgtype: 5, body: { toString: 1 } } });
    await timeline.receive({ ...piece(1, 1, { initial: true }), timeline: [bad, event('$good')] });
    await settled();
    assert.deepEqual(idsOf(timeline.topic.rows), ['$bad', '$good']);
    assert.equal(timeline.topic.rows[0]?.kind, 'unknown');
    timeline.stop();
  });

  it('tells followers of a reaction as one changed row', async () => {
    const { timeline } = timelineOf();
    await timeline.receive(piece(1, 50, { initial: true }));
    await settled();
    const patches: unknown[] = [];
    timeline.topic.follow((update) => {
      if (update.kind === 'change')
        patches.push(update.patches.map(({ at, remove, insert }) => [at, remove, insert.length]));
    });
    await timeline.receive({ ...piece(1, 0), timeline: [reaction('$r', '$20', '👍')] });
    await settled();
    assert.deepEqual(patches, [[[19, 1, 1]]]);
    timeline.stop();
  });

  for (const fails of [false, true]) {
    it(`has its history again for who comes back, where it was ${fails ? 'failing' : 'loaded'} as they left`, async () => {
      const asked = Promise.withResolvers<void>();
      const left = Promise.withResolvers<void>();
      let isBack = false;
      const { timeline } = timelineOf({
        page: async (from, limit) => {
          asked.resolve();
          await left.promise;
          if (fails && !isBack) throw new WikiRoomError('not-allowed');
          return pageBefore(from, limit);
        },
      });
      let older = '';
      timeline.topic.follow((update) => (older = update.older));
      await timeline.receive(piece(151, 180, { initial: true }));
      const loading = timeline.loadOlder(50).catch(() => undefined);
      await asked.promise;
      timeline.clear();
      left.resolve();
      await loading;
      assert.deepEqual([timeline.topic.rows.length, older], [0, 'loading']);
      isBack = true;
      await timeline.receive(piece(151, 181, { initial: true }));
      await eventually('it is told', () => older === 'more');
      await timeline.loadOlder(100);
      assert.deepEqual(idsOf(timeline.topic.rows), numbers(51, 181));
      timeline.stop();
    });
  }
});
