import { WikiRoomError } from '../../protocol/error.ts';
import type { OutboxRecord, OutboxSnapshot, OutboxState, UploadProgress } from '../../protocol/outbox.ts';
import { backOff, firstBackOff, rateLimitWait } from '../../protocol/back-off.ts';
import { lostDevice } from '../crypto/lost-device.ts';
import { errorOfSdk } from '../sdk-error.ts';
import { brokenUpload } from '../media/file-uploader.ts';
import { Topic } from '../topic.ts';
import type { Waker } from '../waker.ts';
import { arrivedRows, asSent, hasArrived, overtaken } from './has-arrived.ts';
import type { OutboxRoom } from './outbox-room.ts';
import { Passage } from './passage.ts';
import { isSameOutbox } from './same-outbox.ts';
import { sendRecord } from './send-record.ts';
import type { SendOptions } from './send-record.ts';
import { SpokenOf } from './spoken-of.ts';
import { StuckRooms } from './stuck-rooms.ts';
import { WrittenBodies } from './written-bodies.ts';

export interface OutboxSenderOptions extends SendOptions {
  readonly waker: Waker;
  /** The room, followed until it is let go, so that it can be encrypted for. */
  readonly hold: (roomId: string) => OutboxRoom;
  readonly letGo: (roomId: string) => void;
  /** The homeserver took a message: it can be reached. */
  readonly reached: () => void;
}

/**
 * By code, or by detail. A store that could not be written to for a moment fails no message; one that stays so does not hold
 * up the others, nor does a file that never gets through.
 */
const mostFailures: ReadonlyMap<string | undefined, number> = new Map([
  ['crypto-failed', 3],
  ['storage-unavailable', 5],
  [brokenUpload, 4],
]);

/**
 * Sends what people wrote, in order, one message at a time in each room. A message waits for as long as trying again
 * may help, always with the same transaction id, and fails only for what no attempt will change.
 */
export class OutboxSender {
  readonly #options: OutboxSenderOptions;
  readonly #topics = new Map<string, Topic<OutboxSnapshot>>();
  readonly #sending = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  readonly #stuck = new StuckRooms();
  /**
   * Transaction ids of what was sent while the room was followed: its timeline tells when that arrives, unless it has
   * dropped a hole since. With how often it had until then.
   */
  readonly #expected = new WeakMap<OutboxRoom, Map<string, number>>();
  /** The record that each room is sending; aborted when the person deletes it. */
  readonly #current = new Map<string, { readonly txnId: string; readonly deleted: AbortController }>();
  readonly #uploads = new Map<string, UploadProgress>();
  readonly #bodies = new Map<string, WrittenBodies>();
  readonly #spokenOf: SpokenOf;
  #paused = true;

  constructor(options: OutboxSenderOptions) {
    this.#options = options;
    this.#spokenOf = new SpokenOf(options.isCurrent);
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
    await this.lookAtAll();
  }

  /** The store may hold something new, for any room. One that cannot be read for a moment is read again: nobody tells anew. */
  async lookAtAll(): Promise<void> {
    const { store, waker, signal } = this.#options;
    for (let failures = 1; ; failures++) {
      const records = await store.outbox().catch(() => undefined);
      for (const roomId of new Set(records?.map((record) => record.roomId))) this.changed(roomId);
      if (records !== undefined || this.#isHalted()) return;
      await waker.wait(backOff(failures), signal);
    }
  }

  /** The store holds something new for this room. */
  changed(roomId: string): void {
    if (this.#sending.has(roomId)) {
      this.#again.add(roomId);
      void this.#lookAgain(roomId).catch(() => undefined);
      return;
    }
    const sending = this.#sendAll(roomId)
      .catch(() => undefined)
      .finally(() => {
        this.#sending.delete(roomId);
        this.#getsOn(roomId);
        this.#options.letGo(roomId);
        if (this.#again.delete(roomId)) this.changed(roomId);
      });
    this.#sending.set(roomId, sending);
  }

  /** Rows came: what was sent and is among them has arrived. */
  async arrived(room: OutboxRoom): Promise<void> {
    const records = this.#topics.get(room.roomId)?.value?.records ?? [];
    if (records.length === 0 || room.timeline.topic.rows.length === 0) return;
    const expected = this.#expected.get(room);
    const rows = arrivedRows(records, room);
    const arrived = records.filter(
      (record) =>
        rows.has(record.txnId) || hasArrived(record, room, expected?.get(record.txnId) === room.timeline.drops),
    );
    if (arrived.length === 0) return;
    // Whoever shows the room learns by this that it was sent: the answer may be slow, or lost.
    if (rows.size > 0) {
      this.#publish(
        room.roomId,
        records.map((record) => asSent(record, rows)),
      );
    }
    for (const { txnId } of [...arrived, ...overtaken(records, arrived)]) {
      await this.#options.store.removeFromOutbox(txnId).catch(() => undefined);
    }
    await this.#records(room.roomId).catch(() => undefined);
  }

  /** A store that cannot be read or written for a moment holds what waits; nobody would tell of it again. */
  async #sendAll(roomId: string): Promise<void> {
    const { waker, signal } = this.#options;
    for (let failures = 1; ; failures++) {
      try {
        return await this.#sendWaiting(roomId);
      } catch (thrown) {
        if (this.#isHalted()) return;
        const [error, wait] = [errorOfSdk(thrown, 'unknown'), backOff(failures)];
        this.#stuck.add(roomId, { error, count: failures, wait, limited: false });
        this.#publish(roomId);
        await waker.wait(wait, signal);
      }
    }
  }

  async #sendWaiting(roomId: string): Promise<void> {
    for (;;) {
      this.#again.delete(roomId);
      const records = await this.#records(roomId);
      const next = records.find(({ state }) => state.kind === 'waiting');
      if (next === undefined || this.#isHalted()) {
        if (next !== undefined) await this.#noteAudience(records, this.#options.hold(roomId));
        else if (records.length > 0) await this.arrived(this.#options.hold(roomId));
        return;
      }
      this.#current.set(roomId, { txnId: next.txnId, deleted: new AbortController() });
      const state = await this.#send(next).finally(() => {
        this.#current.delete(roomId);
        this.#uploads.delete(roomId);
      });
      if (state === undefined) return;
      if (state !== 'gone') await this.#options.store.setOutboxState(next.txnId, state);
      this.#getsOn(roomId);
    }
  }

  /**
   * What becomes of it; does not return while trying again may help. `undefined`: nothing for now; `gone`: the person
   * deleted it.
   */
  async #send({ txnId, roomId }: OutboxRecord): Promise<OutboxState | 'gone' | undefined> {
    const { signal, waker, store } = this.#options;
    const deleted = this.#current.get(roomId)?.deleted.signal ?? signal;
    const passage = new Passage(this.#options, roomId);
    const counted = new Map<string | undefined, number>();
    for (let failures = 1; ; failures++) {
      try {
        const room = await this.#joined(roomId);
        const record = await store.outboxRecord(txnId);
        if (record?.state.kind !== 'waiting') return 'gone';
        const state = await sendRecord(record, room, this.#options, {
          spokenOf: this.#spokenOf,
          passage,
          signal: deleted,
          uploading: (done, total) => this.#uploading(roomId, { txnId, done, total }),
        });
        signal.throwIfAborted();
        if (state.kind === 'sent') {
          const expected = this.#expected.get(room) ?? new Map<string, number>();
          this.#expected.set(room, expected.set(txnId, room.timeline.drops));
          this.#options.reached();
        }
        return state;
      } catch (thrown) {
        const error = errorOfSdk(thrown, 'unknown');
        if (this.#isHalted()) return undefined;
        if (error.detail === 'deleted' || deleted.aborted) return 'gone';
        this.#uploads.delete(roomId);
        const reason = mostFailures.has(error.detail) ? error.detail : error.code;
        const most = mostFailures.get(reason);
        const count = (counted.get(reason) ?? 0) + 1;
        counted.set(reason, count);
        const wait = passage.closed || count === most ? undefined : waitAfter(error, failures);
        if (wait === undefined) return { kind: 'failed', error: error.toData() };
        this.#stuck.add(roomId, { error, count: failures, wait, limited: most !== undefined });
        this.#publish(roomId);
        await this.#noteAudience(await this.#records(roomId), this.#options.hold(roomId)).catch(() => undefined);
        await waker.wait(wait, AbortSignal.any([signal, deleted]));
      }
    }
  }

  async #lookAgain(roomId: string): Promise<void> {
    const records = await this.#records(roomId);
    const current = this.#current.get(roomId);
    if (current !== undefined && !records.some(({ txnId }) => txnId === current.txnId)) current.deleted.abort();
    if (this.#stuck.has(roomId)) await this.#noteAudience(records, this.#options.hold(roomId));
  }

  /** What cannot be sent at once is meant for who is in the room now; those who come later are asked about. */
  async #noteAudience(records: readonly OutboxRecord[], room: OutboxRoom): Promise<void> {
    for (const { txnId, at, state, marks } of records) {
      const isNew = state.kind === 'waiting' && marks?.audience === undefined;
      const audience = isNew ? room.audience.at(at) : undefined;
      if (audience === undefined || this.#options.signal.aborted) continue;
      await this.#options.store.setOutboxMarks(txnId, { audience });
    }
  }

  /** The room once the sync has brought it; rejects `not-allowed` where the reader is not in it. */
  async #joined(roomId: string): Promise<OutboxRoom> {
    const room = this.#options.hold(roomId);
    const deadline = AbortSignal.any([AbortSignal.timeout(10_000), this.#options.signal]);
    await new Promise<void>((resolve) => {
      let unfollow: () => void = () => undefined;
      const done = (): void => {
        unfollow();
        resolve();
      };
      deadline.addEventListener('abort', done);
      unfollow = room.follow(() => {
        if (room.membership !== undefined) done();
      });
      if (room.membership !== undefined) done();
    });
    if (room.membership?.kind === 'join') return room;
    if (room.membership === undefined) throw new WikiRoomError('homeserver-unreachable', 'the room is not there yet');
    throw new WikiRoomError('not-allowed', 'not a member of the room');
  }

  /** A step at a time is enough to see that it goes on. */
  #uploading(roomId: string, progress: UploadProgress): void {
    const before = this.#uploads.get(roomId);
    const step = progress.total / 50;
    if (before !== undefined && progress.done < progress.total && progress.done - before.done < step) return;
    this.#uploads.set(roomId, progress);
    this.#publish(roomId);
  }

  #getsOn(roomId: string): void {
    if (this.#stuck.delete(roomId) && !this.#options.signal.aborted) this.#publish(roomId);
  }

  #publish(roomId: string, records = this.#topics.get(roomId)?.value?.records ?? []): void {
    const upload = this.#uploads.get(roomId);
    const trouble = this.#stuck.trouble(roomId);
    const topic = this.#topics.get(roomId);
    const snapshot: OutboxSnapshot = {
      records,
      bodies: this.#bodiesOf(roomId).of(records),
      ...(upload === undefined ? {} : { upload }),
      ...(trouble === undefined ? {} : { trouble }),
    };
    // It is told whole, to every page: where much waits, that is work.
    if (topic !== undefined && !isSameOutbox(topic.value, snapshot)) topic.set(snapshot);
  }

  #isHalted(): boolean {
    return this.#paused || this.#options.signal.aborted;
  }

  async #records(roomId: string): Promise<readonly OutboxRecord[]> {
    const records = await this.#options.store.outbox(roomId);
    // At the end of a session all of them are removed: whoever shows them keeps what was not sent.
    if (!this.#options.signal.aborted) {
      this.#publish(roomId, records);
      void this.#render(roomId, records).catch(() => undefined);
    }
    return records;
  }

  /** Nothing waits for it: what is not rendered yet, or cannot be at present, is shown as it was typed. */
  async #render(roomId: string, records: readonly OutboxRecord[]): Promise<void> {
    if (records.length === 0) this.#bodies.delete(roomId);
    if (records.length === 0 || !this.#topics.has(roomId)) return;
    const { context } = this.#options.hold(roomId);
    if (!this.#sending.has(roomId)) this.#options.letGo(roomId);
    const differs = await this.#bodiesOf(roomId).render(records, context);
    if (differs && !this.#options.signal.aborted) this.#publish(roomId);
  }

  #bodiesOf(roomId: string): WrittenBodies {
    let bodies = this.#bodies.get(roomId);
    if (bodies === undefined) this.#bodies.set(roomId, (bodies = new WrittenBodies()));
    return bodies;
  }
}

/** How long until the next attempt, in milliseconds; `undefined`: none will help. */
function waitAfter(error: WikiRoomError, failures: number): number | undefined {
  switch (error.code) {
    case 'rate-limited':
      return rateLimitWait(error.retryAfterMs);
    case 'crypto-failed':
    case 'storage-unavailable':
      return firstBackOff();
    case 'homeserver-unreachable':
    case 'homeserver-error':
    case 'sign-in-required':
    case 'storage-full':
      return failures === 1 ? firstBackOff() : backOff(failures - 1);
    case 'crypto-store-damaged':
      // What waits goes on with the device that takes the place of this one, as soon as that is noted.
      return error.detail === lostDevice ? firstBackOff() : undefined;
    default:
      return undefined;
  }
}
