import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TimelineRow } from '../../../../src/protocol/row.ts';
import { message } from '../../../support/rows.ts';
import { roomId, setUp, until } from './outbox-world.ts';

const never = (): Promise<Response> => new Promise(() => undefined);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('an outbox in which much waits', () => {
  it('is told anew only where something differs', async () => {
    const { sender, store, seen, requests } = setUp(never);
    for (const text of ['one', 'two']) store.write(roomId, { text });
    await sender.resume();
    await until(() => requests.length === 1);
    // With the mark that the first was tried.
    sender.changed(roomId);
    await settled();
    const told = seen.length;
    for (let i = 0; i < 5; i++) sender.changed(roomId);
    await settled();
    assert.equal(seen.length, told);
    store.write(roomId, { text: 'three' });
    sender.changed(roomId);
    await until(() => seen.at(-1)?.length === 3);
  });

  it('is compared with the rows by looking at each row once', async () => {
    const { sender, store, room, seen } = setUp(never);
    for (let i = 0; i < 50; i++) store.write(roomId, { text: String(i) });
    await sender.resume();
    await until(() => seen.at(-1)?.length === 50);
    let looks = 0;
    const watched = (row: TimelineRow): TimelineRow =>
      new Proxy(row, {
        get: (target, name) => {
          if (name === 'txnId') looks++;
          return Reflect.get(target, name) as unknown;
        },
      });
    room.rows = Array.from({ length: 50 }, (_, i) => watched(message(`of others ${String(i)}`)));
    await sender.arrived(room);
    assert.equal(looks, 50);
  });
});
