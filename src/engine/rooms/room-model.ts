import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import { rowFromEvent } from '../content/row-from-event.ts';
import type { RoomContext } from '../content/event-view.ts';
import type { CryptoKeeper } from '../crypto/crypto-keeper.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { fieldsOf, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import type { RawEvent } from '../sync/raw-event.ts';
import type { RoomUpdate } from '../sync/sync-update.ts';
import { pageOfMessages, singleEvent } from '../timeline/page-of-messages.ts';
import { RoomTimeline } from '../timeline/room-timeline.ts';
import { redactionTargetOf } from '../timeline/timeline-entry.ts';
import { loadMembersAnew } from './load-members-anew.ts';
import { mayNotifyRoom, maySend } from './power.ts';
import type { PowerState } from './power.ts';
import { ReadMarks } from './read-marks.ts';
import { RoomAudience } from './room-audience.ts';
import { RoomEncryption } from './room-encryption.ts';
import { RoomMembers } from './room-members.ts';
import { createSdkRoom, isForSdk, sdkEvent, stateOf } from './sdk-room.ts';

export interface RoomModelOptions {
  readonly roomId: string;
  readonly client: MatrixClient;
  readonly api: MatrixApi;
  readonly crypto: CryptoKeeper;
  readonly ownUserId: string;
  readonly signal: AbortSignal;
}

/** What readers see of a room's state, and of which a redaction leaves nothing. */
const emptiedTypes = ['m.room.name', 'm.room.topic', 'm.room.avatar', 'm.room.canonical_alias', 'm.room.tombstone'];

/** How the reader stands to the room, and who made it so. */
export interface OwnMembership {
  readonly kind: string;
  readonly senderId: string;
  readonly reason: string | undefined;
}

/** One room as the homeserver tells it: state, people, history, marks. */
export class RoomModel {
  readonly roomId: string;
  readonly timeline: RoomTimeline;
  readonly marks: ReadMarks;
  readonly encryption: RoomEncryption;
  readonly audience: RoomAudience;
  readonly members = new RoomMembers();
  readonly #options: RoomModelOptions;
  readonly #sdkRoom: Room;
  readonly #state = new Map<string, RawEvent>();
  readonly #followers = new Set<() => void>();
  #membership: OwnMembership | undefined;
  #typing: readonly string[] = [];
  #counts = { joined: 0, messages: 0, mentions: 0 };
  #heroes: readonly string[] = [];
  #doubtful = false;

  constructor(options: RoomModelOptions) {
    const { roomId, api, ownUserId, signal } = options;
    this.roomId = roomId;
    this.#options = options;
    this.#sdkRoom = createSdkRoom(options.client, roomId);
    this.audience = new RoomAudience(this.#sdkRoom);
    this.marks = new ReadMarks(ownUserId);
    this.encryption = new RoomEncryption(
      options.crypto,
      this.#sdkRoom,
      async () => this.#membersLoaded(await loadMembersAnew(this.#sdkRoom, api, signal)),
      (entry) => this.timeline.decrypted(entry),
    );
    this.timeline = new RoomTimeline({
      people: {
        ownUserId,
        member: (userId) => this.members.get(userId),
        namesakes: (userId) => this.members.namesakes(userId),
        mayNotifyRoom: (userId) => mayNotifyRoom(this.#powers(), userId),
        revision: (userId) => this.members.revision(userId),
      },
      rowFromEvent,
      decrypt: (entries) => this.encryption.decrypt(entries),
      page: async (from, limit) => {
        const page = await pageOfMessages(api, roomId, from, limit, signal);
        // A hole may hold what was deleted while nobody looked.
        for (const event of page.events) this.#redact(redactionTargetOf(event));
        return page;
      },
      single: (eventId) => singleEvent(api, roomId, eventId, signal),
      membersSeen: (members) => members.forEach((event) => this.members.seenInHistory(event)),
      isEncrypted: () => this.encryption.on,
      changed: () => this.#changed(),
    });
  }

  get membership(): OwnMembership | undefined {
    return this.#membership;
  }

  get encrypted(): boolean {
    return this.encryption.on;
  }

  get typing(): readonly string[] {
    return this.#typing;
  }

  get counted(): { readonly messages: number; readonly mentions: number } {
    return this.#counts;
  }

  get memberCount(): number {
    return this.#counts.joined;
  }

  get canSend(): boolean {
    const type = this.encrypted ? 'm.room.encrypted' : 'm.room.message';
    return maySend(this.#powers(), this.#options.ownUserId, type);
  }

  get heroNames(): readonly string[] {
    return this.#heroes;
  }

  /** The last row that the reader has read. */
  get readUpTo(): string | undefined {
    return this.marks.newest(this.timeline.topic.rows, this.timeline.newestFirst());
  }

  /** The last row before which the reader has left nothing out. */
  get fullyReadUpTo(): string | undefined {
    return this.marks.fullyRead(this.timeline.topic.rows, this.timeline.newestFirst());
  }

  get context(): RoomContext {
    return {
      ownUserId: this.#options.ownUserId,
      encrypted: this.encrypted,
      member: (userId) => this.members.get(userId),
      namesakes: (userId) => this.members.namesakes(userId),
      mayNotifyRoom: (userId) => mayNotifyRoom(this.#powers(), userId),
    };
  }

  /** Content of a state event with an empty key. */
  state(type: string): Fields | undefined {
    return this.#state.get(type)?.content;
  }

  follow(listener: () => void): () => void {
    const own = (): void => listener();
    this.#followers.add(own);
    return () => void this.#followers.delete(own);
  }

  async apply(update: RoomUpdate): Promise<void> {
    this.#applyState(update);
    this.#applyMembership(update);
    const { joinedCount, notificationCount, highlightCount, heroes, typing } = update;
    const { ownUserId } = this.#options;
    this.#counts = {
      joined: joinedCount ?? this.#counts.joined,
      messages: notificationCount ?? this.#counts.messages,
      mentions: highlightCount ?? this.#counts.mentions,
    };
    if (heroes !== undefined) {
      this.#heroes = heroes.map(({ userId, name }) => name ?? this.members.get(userId)?.name ?? userId);
    }
    // All that is known is told anew, and of nobody who types there is no word.
    if (typing !== undefined || update.initial) this.#typing = (typing ?? []).filter((userId) => userId !== ownUserId);
    for (const receipt of update.receipts ?? []) this.marks.receive(receipt);
    const fullyRead = update.accountData?.get('m.fully_read');
    if (fullyRead !== undefined) this.marks.receiveFullyRead(fullyRead);
    if (update.timeline.length > 0 || update.initial) await this.timeline.receive(update);
    // Names and rights: rows say nothing of who types, and of receipts.
    else if (update.state.length > 0) this.timeline.refresh();
    this.#changed();
  }

  /** The homeserver went back in time: until it tells of the room anew, nothing that is known of it is sure. */
  doubt(): void {
    this.#doubtful = true;
    this.timeline.doubt();
    this.encryption.newRoomKey();
  }

  /** It was asked. Where it tells nothing of a room that is in doubt, the reader is not in it. */
  told(): void {
    if (!this.#doubtful || this.#membership === undefined) return;
    this.#membership = undefined;
    this.#changed();
  }

  /** Nobody would tell that they have stopped. */
  disconnected(): void {
    if (this.#typing.length === 0) return;
    this.#typing = [];
    this.#changed();
  }

  /** Encryption has started, or may have more keys: what could not be read is tried again. */
  async readAgain(): Promise<void> {
    if (!this.encrypted) return;
    await this.encryption.started();
    await this.timeline.decryptAgain();
  }

  stop(): void {
    this.timeline.stop();
    this.#followers.clear();
  }

  #applyState(update: RoomUpdate): void {
    // What lies between is not told, and of the members only those who wrote.
    if ((update.initial || update.limited) && this.#state.size > 0) this.encryption.membersMissed();
    if (update.initial && this.#doubtful) this.#state.clear();
    if (update.initial) this.#doubtful = false;
    // Between two answers the timeline tells of members in order; the state after it has the last word.
    const fromTimeline = update.initial || update.limited ? [] : update.timeline.filter(isMemberEvent);
    const events = [...fromTimeline, ...update.state];
    for (const event of events) {
      if (event.type === 'm.room.member') this.members.update(event);
      else if (event.state_key === '') this.#state.set(event.type, event);
    }
    for (const event of update.timeline) this.#redact(redactionTargetOf(event));
    const known = events.filter(isForSdk);
    if (known.length > 0) stateOf(this.#sdkRoom).setStateEvents(known.map(sdkEvent));
    const encryption = events.find(({ type, state_key: key }) => type === 'm.room.encryption' && key === '');
    if (encryption !== undefined) this.encryption.receive(encryption);
  }

  /** The homeserver does not tell that state anew. */
  #redact(eventId: string | undefined): void {
    if (eventId === undefined) return;
    for (const type of emptiedTypes) {
      const event = this.#state.get(type);
      if (event?.event_id === eventId) this.#state.set(type, { ...event, content: {} });
    }
    this.members.redact(eventId);
  }

  #applyMembership({ stripped, state, timeline, initial }: RoomUpdate): void {
    const { ownUserId } = this.#options;
    const own = stripped?.find(({ type, stateKey }) => type === 'm.room.member' && stateKey === ownUserId);
    if (own !== undefined) {
      const kind = textOf(own.content['membership']) ?? 'invite';
      this.#membership = { kind, senderId: own.sender, reason: textOf(own.content['reason']) };
      for (const event of stripped ?? []) {
        if (event.stateKey === '') {
          this.#state.set(event.type, {
            event_id: '$',
            room_id: this.roomId,
            type: event.type,
            sender: event.sender,
            origin_server_ts: 0,
            state_key: '',
            content: { ...event.content },
            unsigned: {},
          });
        }
      }
      return;
    }
    const event = [...timeline, ...state].findLast(
      ({ type, state_key: key }) => type === 'm.room.member' && key === ownUserId,
    );
    const kind = textOf(event?.content['membership']);
    if (event !== undefined && kind !== undefined) {
      this.#membership = { kind, senderId: event.sender, reason: textOf(event.content['reason']) };
    } else if (initial && this.#membership === undefined) {
      this.#membership = { kind: 'join', senderId: ownUserId, reason: undefined };
    }
  }

  /** Rows name people as they are called now. */
  #membersLoaded(members: readonly RawEvent[]): void {
    for (const event of members) this.members.update(event);
    if (members.length === 0) return;
    this.timeline.refresh();
    this.#changed();
  }

  #powers(): PowerState {
    const create = this.#state.get('m.room.create');
    return { levels: this.state('m.room.power_levels'), create: create?.content, creator: create?.sender };
  }

  #changed(): void {
    for (const listener of [...this.#followers]) listener();
  }
}

function isMemberEvent(event: RawEvent): boolean {
  return event.type === 'm.room.member' && event.state_key !== undefined;
}

/** The room that is named by a tombstone, if any. */
export function replacementOf(model: RoomModel): string | undefined {
  const id = textOf(fieldsOf(model.state('m.room.tombstone'))['replacement_room']);
  return id?.startsWith('!') === true ? id : undefined;
}
