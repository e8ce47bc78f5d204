import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { RoomEntry } from '../../../src/engine/rooms/room-entry.ts';
import { RoomModel } from '../../../src/engine/rooms/room-model.ts';
import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import type { RoomUpdate } from '../../../src/engine/sync/sync-update.ts';
import { Waker } from '../../../src/engine/waker.ts';
import { TestEngineStore } from '../../support/engine-store.ts';
import { event, member, roomId } from './events.ts';
import { fakeHomeserver, homeserver } from './fake-homeserver.ts';
import type { Answer, FakeRequest } from './fake-homeserver.ts';

export const alice = '@alice:example.org';

export function setUp(answer: (request: FakeRequest) => Answer = () => Response.json({}), address = roomId) {
  const store = new TestEngineStore();
  const { fetch, requests } = fakeHomeserver(answer);
  const api = new MatrixApi(homeserver, fetch);
  const client = createClient({
    baseUrl: homeserver,
    userId: alice,
    fetchFn: (input, init) => fetch(input instanceof Request ? input.url : input, init),
  });
  const closing = new AbortController();
  const { signal } = closing;
  const crypto = {} as unknown as CryptoKeeper;
  const modelOf = (id: string): RoomModel =>
    new RoomModel({ roomId: id, client, api, crypto, ownUserId: alice, signal });
  const model = modelOf(roomId);
  const former = modelOf('!former:example.org');
  const waker = new Waker();
  /** Whether the connection is said to be lost. */
  const world = { offline: true };
  const entry = new RoomEntry({
    address,
    api,
    store,
    userId: alice,
    waker,
    asksToJoin: false,
    signal,
    model: (id) => (id === former.roomId ? former : model),
    membershipChanged: () => undefined,
    trouble: () => world.offline,
  });
  const stop = (): void => {
    closing.abort();
    for (const ended of [entry, model, former]) ended.stop();
  };
  return { entry, model, former, store, requests, waker, world, closing, stop };
}

export function update(timeline: RawEvent[], fields: Partial<RoomUpdate> = {}): RoomUpdate {
  return { roomId, initial: false, limited: false, state: [], timeline, ...fields };
}

export const joined = update([event('$1')], { initial: true, state: [member(alice, 'Alice')] });
export const left = update([], { state: [member(alice, 'Alice', 'leave')] });
