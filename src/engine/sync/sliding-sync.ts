import { WikiRoomError } from '../../protocol/error.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { countOf, entriesOf, fieldsOf, isFields, listOf, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import { accountDataOf, cryptoUpdateOf, receiptOf, typingOf } from './answer-shape.ts';
import { rawEventsOf, strippedEventsOf } from './raw-event.ts';
import type { Hero, RoomUpdate, SyncAnswer, SyncRequest, SyncTransport } from './sync-update.ts';

/** How many of the newest events come with a room. */
export const timelineLimit = 30;

/** How long the homeserver may hold a request that has no news, in milliseconds; and what the way there may add. */
const longPoll = 30_000;
const onTheWay = 15_000;

const requiredState = [
  ['m.room.create', ''],
  ['m.room.name', ''],
  ['m.room.topic', ''],
  ['m.room.avatar', ''],
  ['m.room.canonical_alias', ''],
  ['m.room.encryption', ''],
  ['m.room.power_levels', ''],
  ['m.room.join_rules', ''],
  ['m.room.history_visibility', ''],
  ['m.room.tombstone', ''],
  ['m.room.member', '$ME'],
  ['m.room.member', '$LAZY'],
];

const subscription = { required_state: requiredState, timeline_limit: timelineLimit };

/** Simplified sliding sync of the followed rooms alone; source: MSC4186 and its extensions. */
export class SlidingSync implements SyncTransport {
  readonly #api: MatrixApi;
  #position: string | undefined;
  /** What came for encryption up to here is stored, and the homeserver does not know it yet. */
  #takenIn: string | undefined;

  constructor(api: MatrixApi) {
    this.#api = api;
  }

  reset(): void {
    this.#position = undefined;
    this.#takenIn = undefined;
  }

  async poll({ rooms, fresh, inDoubt, crypto, startsAnew, signal }: SyncRequest): Promise<SyncAnswer> {
    // What is new here is answered at once, also where there is nothing to tell: the reader may not be in that room.
    const timeout = fresh || this.#position === undefined ? 0 : longPoll;
    if (this.#position === undefined) await startsAnew();
    // Said once: a homeserver that was restored from a backup gives nothing until its future, and forgets what it had by then.
    const since = inDoubt ? undefined : this.#takenIn;
    const answer = await this.#api.request({
      path: '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync',
      query: { timeout: String(timeout), pos: this.#position },
      body: {
        conn_id: 'wiki-room',
        lists: {},
        room_subscriptions: Object.fromEntries([...rooms].map((room) => [room, subscription])),
        extensions: {
          account_data: { enabled: true },
          receipts: { enabled: true },
          typing: { enabled: true },
          ...(crypto ? { e2ee: { enabled: true }, to_device: { enabled: true, limit: 100, since } } : {}),
        },
      },
      signal,
      timeout: timeout + onTheWay,
    });
    const position = textOf(answer['pos']);
    if (position === undefined) throw new WikiRoomError('homeserver-error', 'a sync answer without a position');
    const extensions = fieldsOf(answer['extensions']);
    const toDevice = fieldsOf(extensions['to_device']);
    return {
      update: {
        rooms: roomUpdatesOf(fieldsOf(answer['rooms']), extensions, rooms),
        accountData: accountDataOf(fieldsOf(extensions['account_data'])['global']),
        ...(crypto ? { crypto: cryptoUpdateOf(toDevice['events'], fieldsOf(extensions['e2ee']), true) } : {}),
      },
      commit: () => {
        this.#position = position;
        if (crypto) this.#takenIn = listOf(toDevice['events']).length > 0 ? textOf(toDevice['next_batch']) : undefined;
      },
    };
  }
}

/** Rooms and what the extensions tell of them, joined by room id. Rooms nobody asked for are left out. */
function roomUpdatesOf(rooms: Fields, extensions: Fields, asked: ReadonlySet<string>): RoomUpdate[] {
  const typing = new Map(entriesOf(fieldsOf(extensions['typing'])['rooms']));
  const receipts = new Map(entriesOf(fieldsOf(extensions['receipts'])['rooms']));
  const accountData = new Map(entriesOf(fieldsOf(extensions['account_data'])['rooms']));
  const data = new Map(entriesOf(rooms));
  const updates: RoomUpdate[] = [];
  for (const roomId of asked) {
    const typingIds = typingOf(typing.get(roomId));
    const receipt = receiptOf(receipts.get(roomId));
    const own = accountDataOf(accountData.get(roomId));
    const room = data.get(roomId);
    if (!isFields(room) && typingIds === undefined && receipt === undefined && own.size === 0) continue;
    updates.push({
      ...roomUpdateOf(roomId, fieldsOf(room)),
      ...(typingIds === undefined ? {} : { typing: typingIds }),
      ...(receipt === undefined ? {} : { receipts: [receipt] }),
      ...(own.size === 0 ? {} : { accountData: own }),
    });
  }
  return updates;
}

function roomUpdateOf(roomId: string, room: Fields): RoomUpdate {
  const prevBatch = textOf(room['prev_batch']);
  const stripped = room['invite_state'] ?? room['knock_state'] ?? room['stripped_state'];
  const counts = {
    joinedCount: countOf(room['joined_count']),
    invitedCount: countOf(room['invited_count']),
    notificationCount: countOf(room['notification_count']),
    highlightCount: countOf(room['highlight_count']),
  };
  return {
    roomId,
    initial: room['initial'] === true,
    limited: room['limited'] === true,
    state: rawEventsOf(listOf(room['required_state']), roomId),
    timeline: rawEventsOf(listOf(room['timeline']), roomId),
    ...(prevBatch === undefined ? {} : { prevBatch }),
    ...(Array.isArray(stripped) ? { stripped: strippedEventsOf(stripped) } : {}),
    ...withoutUndefined(counts),
    ...(Array.isArray(room['heroes']) ? { heroes: heroesOf(room['heroes']) } : {}),
  };
}

function heroesOf(values: readonly unknown[]): Hero[] {
  const heroes: Hero[] = [];
  for (const value of values) {
    const { user_id: id, displayname } = fieldsOf(value);
    const userId = textOf(id);
    const name = textOf(displayname);
    if (userId !== undefined) heroes.push({ userId, ...(name === undefined ? {} : { name }) });
  }
  return heroes;
}

export function withoutUndefined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
