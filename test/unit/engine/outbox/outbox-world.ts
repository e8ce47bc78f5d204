import { MatrixApi } from '../../../../src/engine/http/matrix-api.ts';
import { OutboxSender } from '../../../../src/engine/outbox/outbox-sender.ts';
import type { OutboxRoom, SentEvent } from '../../../../src/engine/outbox/outbox-room.ts';
import { FileUploader } from '../../../../src/engine/media/file-uploader.ts';
import type { Fields } from '../../../../src/engine/shape.ts';
import { Waker } from '../../../../src/engine/waker.ts';
import type { OutboxRecord } from '../../../../src/protocol/outbox.ts';
import type { TimelineRow } from '../../../../src/protocol/row.ts';
import { TestEngineStore } from '../../../support/engine-store.ts';
import { fakeHomeserver, homeserver } from '../fake-homeserver.ts';
import type { Answer, FakeRequest } from '../fake-homeserver.ts';

export const roomId = '!room';

export interface FakeRoom extends OutboxRoom {
  encrypted: boolean;
  membership: { readonly kind: string } | undefined;
  people: string[];
  rows: TimelineRow[];
  /** Events that are known, and those that only the homeserver knows. */
  readonly events: Map<string, SentEvent>;
  readonly elsewhere: Map<string, SentEvent>;
  /** What events say now. */
  readonly contents: Map<string, Fields>;
  live: boolean;
  drops: number;
}

export function fakeRoom(): FakeRoom {
  const room: FakeRoom = {
    roomId,
    encrypted: false,
    membership: { kind: 'join' },
    rows: [],
    events: new Map(),
    elsewhere: new Map(),
    contents: new Map(),
    live: true,
    drops: 0,
    context: {
      ownUserId: '@alice:example.org',
      encrypted: false,
      member: () => undefined,
      namesakes: () => [],
      mayNotifyRoom: () => false,
    },
    encryption: {
      remember: () => (room.encrypted = true),
      membersMissed: () => undefined,
      ready: async () => undefined,
      peek: async () => undefined,
      changedIdentities: async () => [],
      acceptIdentities: async () => undefined,
      encrypt: async (event) => event.makeEncrypted('m.room.encrypted', { ciphertext: 'x' }, '', ''),
    },
    people: ['@alice:example.org', '@bob:example.org'],
    audience: {
      at: (time) => (Date.now() - time < 60_000 ? room.people : undefined),
      recipients: async () => room.people.map((userId) => ({ userId, name: userId.slice(1, -12) })),
    },
    timeline: {
      topic: {
        get rows() {
          return room.rows;
        },
        get live() {
          return room.live;
        },
      },
      get drops() {
        return room.drops;
      },
      isTold: true,
      has: (id) => room.rows.some((row) => row.id === id),
      entry: (id) => room.events.get(id),
      newestContent: (id) => room.contents.get(id),
      fetch: async (id) => room.events.get(id) ?? room.elsewhere.get(id),
    },
    follow: () => () => undefined,
  };
  return room;
}

export interface SetUp {
  /** This device has encrypted for the room before. */
  readonly remembers?: boolean;
  readonly store?: TestEngineStore;
  readonly room?: FakeRoom;
  readonly deviceId?: string;
  /** When a copy of the store was last in use. */
  readonly usedElsewhereAt?: number;
}

/** A sender with its surroundings. Another one with the same `store` is the engine after a restart. */
export function setUp(
  answer: (request: FakeRequest, attempt: number) => Answer,
  {
    remembers = false,
    store = new TestEngineStore(),
    room = fakeRoom(),
    deviceId = 'DEVICE',
    usedElsewhereAt,
  }: SetUp = {},
) {
  const waker = new Waker();
  const closing = new AbortController();
  /** Whether the sync has told of the room lately, and what is asked where it has not. */
  const world = { current: true, asked: [] as string[] };
  let attempts = 0;
  const { fetch, requests } = fakeHomeserver((request) => answer(request, ++attempts));
  const api = new MatrixApi(homeserver, fetch);
  const sender = new OutboxSender({
    api,
    uploader: new FileUploader(api, closing.signal),
    store,
    remembersEncryption: async () => remembers,
    userId: '@alice:example.org',
    deviceId,
    usedElsewhereAt,
    waker,
    signal: closing.signal,
    hold: () => room,
    letGo: () => undefined,
    isCurrent: () => world.current,
    homeserverIsKnown: async () => void world.asked.push('homeserver'),
    deviceListsMayBeOld: async () => void world.asked.push('devices'),
    reached: () => undefined,
  });
  const seen: (readonly OutboxRecord[])[] = [];
  sender.follow(roomId, ({ records }) => seen.push(records));
  return { sender, store, room, waker, requests, closing, seen, world };
}

export async function until(holds: () => boolean): Promise<void> {
  // Tests turn the clocks.
  const late = AbortSignal.timeout(30_000);
  while (!holds()) {
    if (late.aborted) throw new Error('too late');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const sent = ({ body: { body } }: FakeRequest): Response =>
  Response.json({ event_id: `$${typeof body === 'string' ? body : 'e'}` });
