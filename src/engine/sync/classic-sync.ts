import { WikiRoomError } from '../../protocol/error.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { countOf, entriesOf, fieldsOf, listOf, textOf, textsOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import { accountDataOf, cryptoUpdateOf, receiptOf, typingOf } from './answer-shape.ts';
import { rawEventsOf, strippedEventsOf } from './raw-event.ts';
import type { RawEvent } from './raw-event.ts';
import { timelineLimit, withoutUndefined } from './sliding-sync.ts';
import type { RoomUpdate, SyncAnswer, SyncRequest, SyncTransport } from './sync-update.ts';

const longPoll = 30_000;
/** A first `/sync` of a large account takes the homeserver seconds. */
const onTheWay = 60_000;

/** `/sync` with a filter for the followed rooms, for homeservers without sliding sync; source: Client-Server API, "Syncing". */
export class ClassicSync implements SyncTransport {
  readonly #api: MatrixApi;
  #since: string | undefined;
  #rooms: ReadonlySet<string> = new Set();

  constructor(api: MatrixApi) {
    this.#api = api;
  }

  reset(): void {
    this.#since = undefined;
  }

  async poll({ rooms, fresh, crypto, keysWait, startsAnew, signal }: SyncRequest): Promise<SyncAnswer> {
    // A room that is new to the filter comes with its state only in a first answer.
    if ([...rooms].some((room) => !this.#rooms.has(room))) this.reset();
    const initial = this.#since === undefined;
    const timeout = initial || fresh ? 0 : longPoll;
    if (initial) await startsAnew();
    const answer = await this.#api.request({
      path: '/_matrix/client/v3/sync',
      query: { filter: JSON.stringify(filterOf(rooms)), since: this.#since, timeout: String(timeout) },
      signal,
      timeout: timeout + onTheWay,
    });
    const since = textOf(answer['next_batch']);
    if (since === undefined) throw new WikiRoomError('homeserver-error', 'a sync answer without a position');
    const toDevice = fieldsOf(answer['to_device'])['events'];
    // No filter leaves them out, and with the next position the homeserver forgets them.
    const waits = !crypto && listOf(toDevice).length > 0 && (await keysWait());
    return {
      keysWait: waits,
      update: {
        rooms: roomUpdatesOf(fieldsOf(answer['rooms']), rooms, initial),
        accountData: accountDataOf(fieldsOf(answer['account_data'])['events']),
        ...(crypto ? { crypto: cryptoUpdateOf(toDevice, answer, false) } : {}),
      },
      commit: () => {
        if (!waits) this.#since = since;
        this.#rooms = new Set(rooms);
      },
    };
  }
}

function filterOf(rooms: ReadonlySet<string>): Fields {
  return {
    presence: { not_types: ['*'] },
    room: {
      rooms: [...rooms],
      include_leave: true,
      timeline: { limit: timelineLimit, lazy_load_members: true },
      state: { lazy_load_members: true },
    },
  };
}

function roomUpdatesOf(sections: Fields, asked: ReadonlySet<string>, initial: boolean): RoomUpdate[] {
  const updates: RoomUpdate[] = [];
  for (const [section, rooms] of entriesOf(sections)) {
    for (const [roomId, room] of entriesOf(rooms)) {
      if (asked.has(roomId)) updates.push(roomUpdateOf(roomId, section, fieldsOf(room), initial));
    }
  }
  return updates;
}

function roomUpdateOf(roomId: string, section: string, room: Fields, initial: boolean): RoomUpdate {
  const stripped = fieldsOf(room[section === 'invite' ? 'invite_state' : 'knock_state'])['events'];
  const timeline = fieldsOf(room['timeline']);
  const events = rawEventsOf(listOf(timeline['events']), roomId);
  const summary = fieldsOf(room['summary']);
  const unread = fieldsOf(room['unread_notifications']);
  const ephemeral = listOf(fieldsOf(room['ephemeral'])['events']);
  const prevBatch = textOf(timeline['prev_batch']);
  const typing = ephemeral.map(typingOf).find((ids) => ids !== undefined);
  const heroes = textsOf(summary['m.heroes']);
  return {
    roomId,
    initial: initial && (section === 'join' || section === 'leave'),
    limited: timeline['limited'] === true,
    state: [...rawEventsOf(listOf(fieldsOf(room['state'])['events']), roomId), ...events.filter(isState)],
    timeline: events,
    ...(prevBatch === undefined ? {} : { prevBatch }),
    ...(Array.isArray(stripped) ? { stripped: strippedEventsOf(stripped) } : {}),
    ...withoutUndefined({
      joinedCount: countOf(summary['m.joined_member_count']),
      invitedCount: countOf(summary['m.invited_member_count']),
      notificationCount: countOf(unread['notification_count']),
      highlightCount: countOf(unread['highlight_count']),
    }),
    ...(heroes.length === 0 ? {} : { heroes: heroes.map((userId) => ({ userId })) }),
    ...(typing === undefined ? {} : { typing }),
    receipts: ephemeral.map(receiptOf).filter((receipt) => receipt !== undefined),
    accountData: accountDataOf(fieldsOf(room['account_data'])['events']),
  };
}

function isState(event: RawEvent): boolean {
  return event.state_key !== undefined;
}
