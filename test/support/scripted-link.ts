import type { CommandName, Commands, TopicName, Topics } from '../../src/protocol/command.ts';
import type { EngineLink } from '../../src/protocol/engine-link.ts';
import { WikiRoomError } from '../../src/protocol/error.ts';
import { waitingAgain } from '../../src/protocol/outbox.ts';
import type { Agreement, OutboxRecord } from '../../src/protocol/outbox.ts';
import { diffRows } from '../../src/protocol/patch.ts';
import { storedDraft } from '../../src/protocol/draft.ts';
import { txnIdsOf, unsentDraft } from '../../src/protocol/unsent-draft.ts';
import type { Draft, StoredDraft } from '../../src/protocol/draft.ts';
import type { Preferences, RoomStore, StoredRoom } from '../../src/protocol/room-store.ts';
import type { TimelineEnds, TimelineUpdate } from '../../src/protocol/room.ts';
import { DraftFollowers } from '../../src/store/draft-followers.ts';
import type { TimelineRow } from '../../src/protocol/row.ts';

type Answer<K extends CommandName> = (args: Commands[K]['args']) => Promise<Commands[K]['result']>;
type Answers = { [K in CommandName]?: Answer<K> };

/** An engine that says what a test tells it to: topics by `publish`, rows by `setRows`, commands by `answers`. */
export class ScriptedLink implements EngineLink {
  readonly calls: { readonly name: CommandName; readonly args: unknown }[] = [];
  readonly answers: Answers;
  readonly #listeners = new Map<string, Set<(update: never) => void>>();
  readonly #newest = new Map<string, unknown>();
  #rows: readonly TimelineRow[] = [];
  #ends: TimelineEnds = { older: 'none', live: true };
  #version = 0;

  constructor(answers: Answers = {}) {
    this.answers = answers;
  }

  async call<K extends CommandName>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']> {
    this.calls.push({ name, args });
    const answer = this.answers[name];
    if (answer !== undefined) return answer(args);
    if (name === 'media') throw new WikiRoomError('media-unavailable');
    return undefined;
  }

  /** Arguments of all calls of a command. */
  callsOf<K extends CommandName>(name: K): readonly Commands[K]['args'][] {
    return this.calls.filter((call) => call.name === name).map(({ args }) => args as Commands[K]['args']);
  }

  followersOf<T extends TopicName>(topic: T, key: Topics[T]['key']): number {
    return this.#listeners.get(`${topic} ${key}`)?.size ?? 0;
  }

  /** Moments before which nothing should be started for what is followed. */
  readonly moments: Promise<unknown>[] = [];
  startAfter(moment: Promise<unknown>): void {
    this.moments.push(moment);
  }

  subscribe<T extends TopicName>(
    topic: T,
    key: Topics[T]['key'],
    listener: (update: Topics[T]['update']) => void,
  ): () => void {
    const name = `${topic} ${key}`;
    const listeners = this.#listeners.get(name) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(name, listeners);
    if (topic === 'timeline' && this.#version > 0) (listener as (update: TimelineUpdate) => void)(this.#reset());
    else if (this.#newest.has(name)) listener(this.#newest.get(name) as Topics[T]['update']);
    return () => listeners.delete(listener);
  }

  /** How many follow the topic without a key. */
  followers(topic: TopicName): number {
    return this.#listeners.get(`${topic} `)?.size ?? 0;
  }

  /** How many follow anything. */
  get followed(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  publish<T extends TopicName>(topic: T, key: Topics[T]['key'], update: Topics[T]['update']): void {
    const name = `${topic} ${key}`;
    this.#newest.set(name, update);
    for (const listener of [...(this.#listeners.get(name) ?? [])]) (listener as (value: unknown) => void)(update);
  }

  get rows(): readonly TimelineRow[] {
    return this.#rows;
  }

  /** Publishes the rows of a room: whole the first time, then as patches. */
  setRows(room: string, rows: readonly TimelineRow[], ends: Partial<TimelineEnds> = {}): void {
    const patches = diffRows(this.#rows, rows);
    const first = this.#version === 0;
    this.#rows = rows;
    this.#ends = { ...this.#ends, ...ends };
    this.#version++;
    const update: TimelineUpdate = first
      ? this.#reset()
      : { kind: 'change', version: this.#version, patches, ...this.#ends };
    for (const listener of [...(this.#listeners.get(`timeline ${room}`) ?? [])]) {
      (listener as (value: TimelineUpdate) => void)(update);
    }
  }

  append(room: string, ...rows: readonly TimelineRow[]): void {
    this.setRows(room, [...this.#rows, ...rows]);
  }

  #reset(): TimelineUpdate {
    return { kind: 'reset', version: this.#version, rows: this.#rows, ...this.#ends };
  }
}

/** Records of one account in memory. */
export class MemoryRoomStore implements RoomStore {
  records: OutboxRecord[] = [];
  readonly files = new Map<string, Blob>();
  #at = 0;
  readonly #drafts = new Map<string, Draft>();
  readonly #gone = new Set<string>();
  readonly #held = new Map<string, Promise<unknown>>();
  readonly #followers = new DraftFollowers();
  #preferences: Preferences = { privateReceipts: false };

  async addToOutbox(
    roomId: string,
    draft: OutboxRecord['draft'],
    file?: Blob,
    txnId: string = crypto.randomUUID(),
  ): Promise<OutboxRecord> {
    const at = Math.max(Date.now(), this.#at + 1);
    this.#at = at;
    const record: OutboxRecord = { txnId, roomId, at, draft, state: { kind: 'waiting' } };
    this.records.push(record);
    if (file !== undefined) this.files.set(record.txnId, file);
    return record;
  }

  async outbox(roomId?: string): Promise<readonly OutboxRecord[]> {
    return this.records.filter((record) => roomId === undefined || record.roomId === roomId);
  }

  async retryOutbox(txnId: string, agreed?: Agreement): Promise<void> {
    this.records = this.records.map((record) =>
      record.txnId === txnId ? { ...record, state: waitingAgain(agreed) } : record,
    );
  }

  async removeFromOutbox(txnId: string): Promise<void> {
    this.records = this.records.filter((record) => record.txnId !== txnId);
    this.#gone.add(txnId);
  }

  async draft(room: string): Promise<StoredDraft | undefined> {
    const draft = this.#drafts.get(room);
    return storedDraft(
      draft && unsentDraft(draft, new Set([...this.records.map(({ txnId }) => txnId), ...this.#gone])),
    );
  }

  async leftDraft(room: string): Promise<StoredDraft | undefined> {
    const draft = this.#drafts.get(room);
    for (const txnId of draft === undefined ? [] : txnIdsOf(draft)) await this.#held.get(txnId);
    return this.draft(room);
  }

  holdText(txnId: string, stored: Promise<unknown>): void {
    this.#held.set(txnId, stored);
  }

  /** The reader turns to this tab: what is stored is read again. */
  async comeBack(room: string): Promise<void> {
    this.#followers.tell(room, await this.draft(room));
  }

  /** The session is over, and nobody here was told. */
  wipe(): void {
    this.records = [];
    this.#drafts.clear();
  }

  async saveDraft(room: string, draft: Draft | undefined): Promise<void> {
    this.#followers.tell(room, storedDraft(draft));
    if (draft === undefined) this.#drafts.delete(room);
    else this.#drafts.set(room, draft);
  }

  followDraft(room: string, listener: (draft: StoredDraft | undefined) => void): () => void {
    return this.#followers.follow(room, listener, () => this.draft(room));
  }

  async storedRoom(): Promise<StoredRoom | undefined> {
    return undefined;
  }

  async preferences(): Promise<Preferences> {
    return this.#preferences;
  }

  async savePreferences(changes: Partial<Preferences>): Promise<void> {
    this.#preferences = { ...this.#preferences, ...changes };
  }

  /** How often the browser was to be asked to keep them. */
  asksToKeep = 0;
  async askToKeep(): Promise<void> {
    this.asksToKeep++;
  }
}
