import { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { EngineStore } from '../../protocol/engine-store.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import type { TimelineRow } from '../../protocol/row.ts';
import type { OutboxRecord, OutboxSnapshot, OutboxState } from '../../protocol/outbox.ts';
import { backOff, rateLimitWait } from '../back-off.ts';
import type { RoomContext } from '../content/event-view.ts';
import { mentionsOf } from '../content/mentions.ts';
import { messageContent } from '../content/message-content.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { errorOfSdk } from '../sdk-error.ts';
import { textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import { Topic } from '../topic.ts';
import type { Waker } from '../waker.ts';

/** What sending asks of a room. */
export interface OutboxRoom {
  readonly roomId: string;
  readonly encrypted: boolean;
  /** `undefined` until the sync has brought the room. */
  readonly membership: { readonly kind: string } | undefined;
  readonly context: RoomContext;
  readonly encryption: {
    remember(): void;
    ready(): Promise<void>;
    encrypt(event: MatrixEvent): Promise<void>;
  };
  readonly timeline: {
    readonly topic: { readonly rows: readonly TimelineRow[]; readonly live: boolean };
    has(eventId: string): boolean;
    entry(eventId: string): SentEvent | undefined;
  };
  follow(listener: () => void): () => void;
}

interface SentEvent {
  readonly content: Fields;
  readonly replyTo: string | undefined;
  readonly raw: { readonly sender: string };
}

export interface OutboxSenderOptions {
  readonly api: MatrixApi;
  readonly store: EngineStore;
  /** This device has encrypted for the room before. */
  readonly remembersEncryption: (roomId: string) => Promise<boolean>;
  readonly userId: string;
  readonly waker: Waker;
  readonly signal: AbortSignal;
  /** The room, followed until it is let go, so that it can be encrypted for. */
  readonly hold: (roomId: string) => OutboxRoom;
  readonly letGo: (roomId: string) => void;
}

/** A homeserver remembers a transaction id for a day; what is older might be there already under another id. */
const oldest = 24 * 60 * 60_000;

/**
 * Sends what people wrote, in order, one message at a time in each room. A message waits for as long as trying again
 * may help, always with the same transaction id, and fails only for what no attempt will change.
 */
export class OutboxSender {
  readonly #options: OutboxSenderOptions;
  readonly #topics = new Map<string, Topic<OutboxSnapshot>>();
  readonly #sending = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  /** Too old to be sent by itself; sent when a person says so. */
  readonly #asked = new Set<string>();
  /** Transaction ids of what was sent while the room was followed: its timeline tells when that arrives. */
  readonly #expected = new WeakMap<OutboxRoom, Set<string>>();
  #paused = true;

  constructor(options: OutboxSenderOptions) {
    this.#options = options;
  }

  follow(roomId: string, listener: (snapshot: OutboxSnapshot) => void): () => void {
    let topic = this.#topics.get(roomId);
    if (topic === undefined) {
      topic = new Topic<OutboxSnapshot>();
      this.#topics.set(roomId, topic);
      void this.#records(roomId).catch(() => undefined);
    }
    return topic.follow(listener);
  }

  pause(): void {
    this.#paused = true;
  }

  async resume(): Promise<void> {
    this.#paused = false;
    const records = await this.#options.store.outbox().catch(() => []);
    for (const roomId of new Set(records.map((record) => record.roomId))) this.changed(roomId);
  }

  /** The store holds something new for this room. */
  changed(roomId: string): void {
    if (this.#sending.has(roomId)) {
      this.#again.add(roomId);
      void this.#records(roomId).catch(() => undefined);
      return;
    }
    const sending = this.#sendAll(roomId)
      .catch(() => undefined)
      .finally(() => {
        this.#sending.delete(roomId);
        this.#options.letGo(roomId);
        if (this.#again.delete(roomId)) this.changed(roomId);
      });
    this.#sending.set(roomId, sending);
  }

  /** Rows came: what was sent and is among them has arrived. */
  async arrived(model: OutboxRoom): Promise<void> {
    const records = this.#topics.get(model.roomId)?.value?.records ?? [];
    const { rows } = model.timeline.topic;
    if (records.length === 0 || rows.length === 0) return;
    const arrived = records.filter((record) =>
      record.state.kind === 'sent'
        ? model.timeline.has(record.state.eventId) || this.#isBehind(record, model)
        : rows.some((row) => row.txnId === record.txnId),
    );
    if (arrived.length === 0) return;
    for (const { txnId } of arrived) await this.#options.store.removeFromOutbox(txnId).catch(() => undefined);
    await this.#records(model.roomId).catch(() => undefined);
  }

  /** What was sent lies before the rows that are loaded, or they show it already: its event need not come any more. */
  #isBehind({ txnId, at, draft }: OutboxRecord, model: OutboxRoom): boolean {
    const { rows, live } = model.timeline.topic;
    if (!live) return false;
    if (draft.edits !== undefined) {
      if (!model.timeline.has(draft.edits)) return true;
      const edited = rows.find(({ id }) => id === draft.edits);
      if (edited?.kind === 'message' && edited.edited && edited.editable === draft.text) return true;
    }
    // What was written long before it could be sent is older than rows that came before it.
    if (this.#expected.get(model)?.has(txnId) === true) return false;
    const oldestTime = rows.find(({ ts }) => ts !== undefined)?.ts;
    return oldestTime !== undefined && oldestTime > at;
  }

  async #sendAll(roomId: string): Promise<void> {
    for (;;) {
      this.#again.delete(roomId);
      const records = await this.#records(roomId);
      const next = records.find(({ state }) => state.kind === 'waiting');
      if (next === undefined || this.#paused || this.#options.signal.aborted) {
        if (next === undefined && records.length > 0) await this.arrived(this.#options.hold(roomId));
        return;
      }
      await this.#setState(next, await this.#send(next));
    }
  }

  /** What becomes of it; does not return while trying again may help. */
  async #send(record: OutboxRecord): Promise<OutboxState> {
    const { signal, waker } = this.#options;
    if (Date.now() - record.at > oldest && !this.#asked.has(record.txnId)) {
      this.#asked.add(record.txnId);
      const error = new WikiRoomError('unknown', 'waited for too long', { detail: 'old' });
      return { kind: 'failed', error: error.toData() };
    }
    for (let failures = 1; ; failures++) {
      try {
        return { kind: 'sent', eventId: await this.#attempt(record) };
      } catch (thrown) {
        const error = errorOfSdk(thrown, 'unknown');
        if (signal.aborted || this.#paused) return { kind: 'waiting' };
        const wait = waitAfter(error, failures);
        if (wait === undefined) return { kind: 'failed', error: error.toData() };
        await waker.wait(wait, signal);
      }
    }
  }

  async #attempt({ roomId, txnId, draft }: OutboxRecord): Promise<string> {
    const { api, signal } = this.#options;
    const model = await this.#joined(roomId);
    if (!model.encrypted && (await this.#options.remembersEncryption(roomId))) model.encryption.remember();
    const content = await messageContent(draft, contextOf(draft, model));
    const event = await this.#eventOf(model, content);
    // What the store no longer holds was deleted by the person meanwhile.
    const stillThere = (await this.#options.store.outbox(roomId)).some((record) => record.txnId === txnId);
    if (!stillThere) throw new WikiRoomError('unknown', 'deleted meanwhile', { detail: 'deleted' });
    const answer = await api.request({
      method: 'PUT',
      path: matrixPath`/_matrix/client/v3/rooms/${roomId}/send/${event.type}/${txnId}`,
      body: event.content,
      signal,
      timeout: 60_000,
    });
    const eventId = textOf(answer['event_id']);
    if (eventId === undefined) throw new WikiRoomError('homeserver-error', 'an answer without an event id');
    this.#expected.set(model, (this.#expected.get(model) ?? new Set()).add(txnId));
    return eventId;
  }

  /** Never in clear where the room is, or was ever known to be, encrypted. */
  async #eventOf(model: OutboxRoom, content: Fields): Promise<{ readonly type: string; readonly content: Fields }> {
    if (!model.encrypted) return { type: 'm.room.message', content };
    await model.encryption.ready();
    const event = new MatrixEvent({
      type: 'm.room.message',
      content: { ...content },
      room_id: model.roomId,
      sender: this.#options.userId,
    });
    await model.encryption.encrypt(event);
    const type = event.getWireType();
    if (type !== 'm.room.encrypted') throw new WikiRoomError('crypto-failed', 'the message was not encrypted');
    return { type, content: event.getWireContent() };
  }

  /** The room once the sync has brought it; rejects `not-allowed` where the reader is not in it. */
  async #joined(roomId: string): Promise<OutboxRoom> {
    const model = this.#options.hold(roomId);
    const deadline = AbortSignal.any([AbortSignal.timeout(10_000), this.#options.signal]);
    await new Promise<void>((resolve) => {
      let unfollow: () => void = () => undefined;
      const done = (): void => {
        unfollow();
        resolve();
      };
      deadline.addEventListener('abort', done);
      unfollow = model.follow(() => {
        if (model.membership !== undefined) done();
      });
      if (model.membership !== undefined) done();
    });
    if (model.membership?.kind === 'join') return model;
    if (model.membership === undefined) throw new WikiRoomError('homeserver-unreachable', 'the room is not there yet');
    throw new WikiRoomError('not-allowed', 'not a member of the room');
  }

  async #setState(record: OutboxRecord, state: OutboxState): Promise<void> {
    if (state.kind === 'waiting') return this.pause();
    this.#options.signal.throwIfAborted();
    if (state.kind === 'failed' && state.error.detail === 'deleted') return;
    await this.#options.store.setOutboxState(record.txnId, state);
    if (state.kind === 'sent') this.#asked.delete(record.txnId);
  }

  async #records(roomId: string): Promise<readonly OutboxRecord[]> {
    const records = await this.#options.store.outbox(roomId);
    this.#topics.get(roomId)?.set({ records });
    return records;
  }
}

/** How long until the next attempt, in milliseconds; `undefined`: none will help. */
function waitAfter(error: WikiRoomError, failures: number): number | undefined {
  switch (error.code) {
    case 'rate-limited':
      return rateLimitWait(error.retryAfterMs);
    case 'homeserver-unreachable':
    case 'homeserver-error':
    case 'sign-in-required':
      return failures === 1 ? 1_000 : backOff(failures - 1);
    default:
      return undefined;
  }
}

function contextOf(draft: OutboxRecord['draft'], model: OutboxRoom): Parameters<typeof messageContent>[1] {
  const room = model.context;
  const edited = draft.edits === undefined ? undefined : model.timeline.entry(draft.edits);
  const answered = draft.replyTo ?? edited?.replyTo;
  const senderId = answered === undefined ? undefined : model.timeline.entry(answered)?.raw.sender;
  return {
    room,
    ...(answered === undefined || senderId === undefined ? {} : { replyTo: { eventId: answered, senderId } }),
    ...(edited === undefined ? {} : { mentionedBefore: mentionsOf(edited.content, edited.raw.sender, room) }),
  };
}
