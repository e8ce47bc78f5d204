import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { agreementTo, isHalted, waitingAgain } from '../../../../src/protocol/outbox.ts';
import type { OutboxRecord } from '../../../../src/protocol/outbox.ts';
import { TestEngineStore } from '../../../support/engine-store.ts';
import { refusal, turns } from '../fake-homeserver.ts';
import type { FakeRequest } from '../fake-homeserver.ts';
import { fakeRoom, roomId, setUp } from './outbox-world.ts';
import { fuzzRuns } from '../../../support/hostile.ts';

/** What may happen, in any order. */
type Step =
  | { readonly kind: 'write' | 'restart' | 'device' | 'day' | 'answers' | 'outage' | 'lost-answers' | 'refusals' }
  | { readonly kind: 'retry' | 'delete'; readonly which: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ kind: 'write' } as const) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...(['restart', 'device', 'day', 'answers', 'outage', 'lost-answers', 'refusals'] as const).map((kind) => ({
        kind,
      })),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('retry' as const, 'delete' as const), which: fc.nat(5) }),
  },
);

interface Accepted {
  readonly id: string;
  readonly txnId: string;
  readonly deviceId: string;
  readonly at: number;
}

/** A homeserver with one room: it knows a transaction id for a day and for one device. */
class Homeserver {
  mood: 'answers' | 'outage' | 'lost-answers' | 'refusals' = 'answers';
  now = Date.now();
  deviceId = 'DEVICE-0';
  readonly events: Accepted[] = [];

  readonly answer = (request: FakeRequest): Response => {
    // Nothing is sent for an engine that has ended.
    request.signal?.throwIfAborted();
    if (this.mood === 'outage') throw new TypeError('fetch failed');
    if (request.path.endsWith('/messages')) return Response.json({ chunk: this.#history() });
    if (this.mood === 'refusals') return refusal(403, 'M_FORBIDDEN');
    const event = this.#accept(request.path.split('/').at(-1)!);
    if (this.mood === 'lost-answers') throw new TypeError('fetch failed');
    return Response.json({ event_id: event.id });
  };

  #accept(txnId: string): Accepted {
    const { deviceId, now } = this;
    const known = this.events.find(
      (event) => event.txnId === txnId && event.deviceId === deviceId && now - event.at < 86_400_000,
    );
    if (known !== undefined) return known;
    const event = { id: `$${this.events.length}`, txnId, deviceId, at: now };
    this.events.push(event);
    return event;
  }

  #history(): object[] {
    return this.events.toReversed().map(({ id, txnId, at }) => ({
      event_id: id,
      type: 'm.room.message',
      sender: '@alice:example.org',
      origin_server_ts: at,
      content: { 'io.wiki-room.txn': txnId },
    }));
  }
}

describe('the outbox as a whole', () => {
  it('delivers every message once and in order, whatever fails, and loses none', async (t) => {
    const start = Date.now();
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 25 }), async (script) => {
        t.mock.timers.reset();
        t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: start });
        const server = new Homeserver();
        const store = new TestEngineStore();
        const written: OutboxRecord[] = [];
        const deleted = new Set<string>();
        /** Retried by hand after those behind them had gone: their place is lost. */
        const outOfOrder = new Set<string>();
        let world = setUp(server.answer, { store, room: fakeRoom(), deviceId: server.deviceId });
        const settle = async (): Promise<void> => {
          for (let i = 0; i < 3; i++) {
            await turns(8);
            world.waker.wake();
          }
          await turns(8);
        };
        const restart = async (): Promise<void> => {
          world.closing.abort();
          await turns(2);
          world = setUp(server.answer, { store, room: fakeRoom(), deviceId: server.deviceId });
          await world.sender.resume();
        };
        await world.sender.resume();
        for (const step of script) {
          switch (step.kind) {
            case 'write': {
              t.mock.timers.setTime(Date.now() + 1);
              written.push(store.write(roomId, { text: String(written.length) }, Date.now()));
              world.sender.changed(roomId);
              break;
            }
            case 'restart':
              await restart();
              break;
            case 'device':
              server.deviceId = `${server.deviceId}+`;
              await restart();
              break;
            case 'day':
              t.mock.timers.setTime(Date.now() + 25 * 3_600_000);
              break;
            case 'retry': {
              const halted = store.records.filter(({ state }) => isHalted(state.kind));
              const record = halted[step.which % Math.max(halted.length, 1)];
              if (record === undefined) break;
              outOfOrder.add(record.txnId);
              await store.setOutboxState(record.txnId, waitingAgain(agreementTo(record.state, Date.now())));
              world.sender.changed(roomId);
              break;
            }
            case 'delete': {
              const record = store.records.filter(({ state }) => state.kind !== 'sent')[step.which];
              if (record === undefined) break;
              deleted.add(record.txnId);
              await store.removeFromOutbox(record.txnId);
              world.sender.changed(roomId);
              break;
            }
            default:
              server.mood = step.kind;
          }
          server.now = Date.now();
          await settle();
        }
        // In the end all is well, and everything that was refused is tried again.
        server.mood = 'answers';
        for (const { txnId, state } of store.records) {
          if (!isHalted(state.kind)) continue;
          outOfOrder.add(txnId);
          await store.setOutboxState(txnId, waitingAgain(agreementTo(state, Date.now())));
        }
        world.sender.changed(roomId);
        for (let i = 0; i < 3; i++) await settle();

        const delivered = server.events.map(({ txnId }) => txnId);
        assert.equal(new Set(delivered).size, delivered.length, 'nothing is doubled');
        for (const { txnId } of written) {
          if (!deleted.has(txnId)) assert.ok(delivered.includes(txnId), 'nothing is lost');
        }
        for (const { txnId, state } of store.records) assert.equal(state.kind, 'sent', txnId);
        const inOrder = written.map(({ txnId }) => txnId).filter((id) => delivered.includes(id) && !outOfOrder.has(id));
        assert.deepEqual(
          delivered.filter((id) => !outOfOrder.has(id)),
          inOrder,
        );
        world.closing.abort();
      }),
      { numRuns: fuzzRuns(60) },
    );
  });
});
