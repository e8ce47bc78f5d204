import type { EngineStore } from '../../protocol/engine-store.ts';
import type { WikiRoomError } from '../../protocol/error.ts';
import type { RoomAccess, RoomSnapshot, Successor, TimelineUpdate } from '../../protocol/room.ts';
import { backOff } from '../../protocol/back-off.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { errorOfSdk, isPassing } from '../sdk-error.ts';
import { Topic } from '../topic.ts';
import type { Listener } from '../topic.ts';
import type { Waker } from '../waker.ts';
import { findAccess, refused } from './find-access.ts';
import { findSuccessor } from './find-successor.ts';
import { ReadLine } from './read-line.ts';
import { mostNoted } from './room-audience.ts';
import { replacementOf } from './room-model.ts';
import type { OwnMembership, RoomModel } from './room-model.ts';
import { RoomPicture } from './room-picture.ts';
import { resolveAlias } from './resolve-alias.ts';
import { roomSnapshot } from './room-snapshot.ts';
import type { RoomSummary } from './room-summary.ts';

export interface RoomEntryOptions {
  /** `#alias:server` or `!id`. */
  readonly address: string;
  readonly api: MatrixApi;
  readonly store: EngineStore;
  readonly userId: string;
  readonly waker: Waker;
  /** A room that anybody may enter is joined by the reader's own wish alone. */
  readonly asksToJoin: boolean;
  readonly signal: AbortSignal;
  /** The room of this id, followed by the sync from now on. */
  readonly model: (roomId: string) => RoomModel;
  /** The sync should ask anew: the reader has become a member. */
  readonly membershipChanged: () => void;
  /** The homeserver could not be asked; it is tried again then. Whether that is told with the connection. */
  readonly trouble: (error: WikiRoomError, retryAt: number) => boolean;
}

/** What is asked about a room; the answer is of use for as long as this is what one knows of it. */
interface Question {
  readonly model: RoomModel;
  readonly membership: string | undefined;
}

/** A room that the sync does not bring, or that was refused, is asked about no more often than this, in milliseconds. */
const findPace = 5_000;
/** A room that does not come after so many attempts is said not to. */
const fewFailures = 2;
/** So many servers are named to the reader's own. */
const mostVia = 5;

const always = (): boolean => true;

/** A room as it was addressed: finds it, gets in where that is possible, and tells how it stands. */
export class RoomEntry {
  readonly #options: RoomEntryOptions;
  readonly #snapshot: Topic<RoomSnapshot>;
  readonly #timelineFollowers = new Map<Listener<TimelineUpdate>, () => void>();
  #access: RoomAccess = { kind: 'opening' };
  #model: RoomModel | undefined;
  #unfollow: () => void = () => undefined;
  #summary: RoomSummary | undefined;
  #successor: Successor | undefined;
  #replacement: string | undefined;
  readonly #readLine = new ReadLine();
  readonly #picture: RoomPicture;
  /** As the sync told it, and as {@link access} follows it. */
  #membership: OwnMembership | undefined;
  #question: Question | undefined;
  /** Servers that know the room: by its address, and by the directory. */
  #named: readonly string[] = [];
  #hosts: readonly string[] = [];
  /** By a clock that does not leap. */
  #foundAt = -findPace;
  #audienceAsked = false;
  #publishing: ReturnType<typeof setTimeout> | undefined;
  /** Nothing is asked until it is resolved. */
  #rest: PromiseWithResolvers<void> | undefined;

  constructor(options: RoomEntryOptions) {
    this.#options = options;
    this.#snapshot = new Topic(this.#build());
    const { address, store, signal } = options;
    this.#picture = new RoomPicture({
      address,
      store,
      signal,
      joined: () => (this.#access.kind === 'joined' ? this.#model : undefined),
      snapshot: () => this.#build(),
      saving: () => this.#noteAudience(),
    });
  }

  get address(): string {
    return this.#options.address;
  }

  get model(): RoomModel | undefined {
    return this.#model;
  }

  get access(): RoomAccess {
    return this.#access;
  }

  /** Nobody looks. */
  get idle(): boolean {
    return !this.#snapshot.followed && this.#timelineFollowers.size === 0;
  }

  get resting(): boolean {
    return this.#rest !== undefined;
  }

  /** Nobody has looked for a while: nothing more is asked until {@link wake}. */
  rest(): void {
    this.#rest ??= Promise.withResolvers();
  }

  wake(): void {
    this.#rest?.resolve();
    this.#rest = undefined;
  }

  follow(listener: Listener<RoomSnapshot>): () => void {
    this.#beginLooking();
    return this.#snapshot.follow(listener);
  }

  followTimeline(listener: Listener<TimelineUpdate>): () => void {
    this.#beginLooking();
    const own: Listener<TimelineUpdate> = (update) => listener(update);
    this.#timelineFollowers.set(own, () => undefined);
    if (this.#model === undefined) {
      own({ kind: 'reset', version: 0, rows: [], older: 'loading', live: false });
    } else {
      this.#timelineFollowers.set(own, this.#model.timeline.topic.follow(own));
    }
    return () => {
      this.#timelineFollowers.get(own)?.();
      this.#timelineFollowers.delete(own);
    };
  }

  /** Finds the room; trying for as long as the homeserver cannot be asked. */
  async open(): Promise<void> {
    const { address, api, signal } = this.#options;
    const stored = await this.#picture.read();
    await this.#rest?.promise;
    const known = stored?.room.roomId;
    if (known !== undefined) {
      this.#attach(known);
      if (stored?.room.encrypted === true) this.#model?.encryption.remember();
      if (stored?.audience !== undefined) this.#model?.audience.remember(stored.audience);
    }
    // An alias may mean another room by now; the room of the last visit is opened meanwhile.
    const found = address.startsWith('!')
      ? { roomId: address, servers: [] }
      : await this.#lastingly(
          () => resolveAlias(api, address, signal),
          always,
          () => this.#model === undefined,
        );
    if (found === null) {
      this.#detach();
      this.#foundAt = performance.now();
      this.#setAccess(refused('room-not-found', undefined));
    } else if (found !== undefined) {
      this.#hosts = found.servers;
      if (found.roomId !== this.#model?.roomId) this.#attach(found.roomId);
    }
  }

  /** The sync was asked for the room and knows nothing of it. */
  async find(left = false): Promise<void> {
    const { api, userId, asksToJoin, signal } = this.#options;
    const model = this.#model;
    if (model === undefined || this.#isOpen(this.#question)) return;
    if (!left && performance.now() - this.#foundAt < findPace) return;
    const question = (this.#question = { model, membership: model.membership?.kind });
    // The address may lead to another room meanwhile, or the sync bring this one.
    const isWanted = (): boolean => this.#question === question && this.#isOpen(question);
    try {
      const found = await this.#lastingly(
        () => findAccess({ api, roomId: model.roomId, via: this.via, userId, left, asksToJoin, signal }),
        isWanted,
      );
      if (found === undefined || !isWanted()) return;
      if (question.membership === 'join') {
        // It brought the room before it was asked about, and has nothing more to tell.
        if (found.access.kind === 'opening') this.#takeMembership(model.membership);
        if (found.access.kind === 'opening' || !left) return;
      }
      this.#summary = found.summary;
      this.#setAccess(found.access);
      if (found.access.kind === 'opening' || found.access.kind === 'invited') this.#options.membershipChanged();
    } finally {
      if (this.#question === question) {
        this.#question = undefined;
        this.#foundAt = performance.now();
      }
    }
  }

  #isOpen(question: Question | undefined): boolean {
    if (question === undefined || question.model !== this.#model) return false;
    return question.membership === question.model.membership?.kind;
  }

  /** `refused` by the homeserver meanwhile, or a command changed how the reader stands to the room. */
  reconsider(left: boolean): void {
    // The sync was faster than the answer to the command.
    if (!left && this.#access.kind === 'joined') return;
    // Who has left is in again once the sync tells so anew.
    this.#membership = left ? this.#model?.membership : undefined;
    this.#question = undefined;
    this.#foundAt = -findPace;
    // At once: the network, or the page, may be gone before anybody tells how they stand to the room now.
    if (left) this.#picture.forget(this.#model?.roomId);
    this.#setAccess({ kind: 'opening' });
    void this.find(left);
  }

  /** The reader wants to know whether it is still refused. */
  lookAgain(): void {
    if (this.#access.kind !== 'refused') return;
    // It is being tried again, by what knows whether the reader has left.
    if (isPassing(this.#access.error)) return;
    if (this.#model !== undefined) this.reconsider(false);
    else {
      this.#setAccess({ kind: 'opening' });
      void this.open();
    }
  }

  /** Servers that know the room, as its address names them. */
  nameServers(servers: readonly string[]): void {
    const known = this.via.length;
    this.#named = servers;
    if (this.via.length > known) this.lookAgain();
  }

  get via(): readonly string[] {
    const [, ownServer] = /^!.*?:(.+)$/.exec(this.#model?.roomId ?? this.address) ?? [];
    return [...new Set([...this.#named, ...this.#hosts, ...(ownServer === undefined ? [] : [ownServer])])].slice(
      0,
      mostVia,
    );
  }

  setAccess(access: RoomAccess): void {
    this.#setAccess(access);
  }

  stop(): void {
    this.#picture.stop();
    clearTimeout(this.#publishing);
  }

  #attach(roomId: string): void {
    this.#detach();
    const model = this.#options.model(roomId);
    this.#model = model;
    this.#unfollow = model.follow(() => this.#modelChanged(model));
    for (const listener of this.#timelineFollowers.keys()) {
      this.#timelineFollowers.set(listener, model.timeline.topic.follow(listener));
    }
    this.#modelChanged(model);
  }

  #detach(): void {
    this.#unfollow();
    for (const unfollow of this.#timelineFollowers.values()) unfollow();
    this.#model = undefined;
    this.#summary = undefined;
    this.#successor = undefined;
    this.#replacement = undefined;
    this.#foundAt = -findPace;
    this.#audienceAsked = false;
    this.#membership = undefined;
    this.#readLine.anew();
    this.#access = { kind: 'opening' };
  }

  /**
   * The result; `undefined` where the account was closed, or it is not wanted any more. `isAwaited`: nothing is opened
   * without it.
   */
  async #lastingly<T>(task: () => Promise<T>, isWanted = always, isAwaited = always): Promise<T | undefined> {
    const { signal, waker, trouble } = this.#options;
    for (let failures = 1; !this.#isClosed() && isWanted(); failures++) {
      try {
        const result = await task();
        // Whoever looks again, perhaps much later, is told how it is then.
        if (!this.resting) return result;
      } catch (thrown) {
        const error = errorOfSdk(thrown, 'unknown');
        if (this.#isClosed() || !isWanted()) return undefined;
        const wait = backOff(failures);
        const access: RoomAccess = { kind: 'refused', error: error.toData() };
        if (isPassing(error)) {
          const isTold = trouble(error, Date.now() + wait);
          // Where all else works, nobody would learn why the room does not come.
          const isUntold = !isTold && failures >= fewFailures && this.#access.kind === 'opening';
          if (isUntold && isAwaited()) this.#setAccess(access);
        } else if (error.code !== 'sign-in-required') {
          this.#setAccess(access);
          return undefined;
        }
        await waker.wait(wait, signal);
      }
      await this.#rest?.promise;
    }
    return undefined;
  }

  #isClosed(): boolean {
    return this.#options.signal.aborted;
  }

  #modelChanged(model: RoomModel): void {
    const { membership } = model;
    const isTold = membership?.kind === 'join' && membership !== this.#membership;
    if (isTold || membership?.kind !== this.#membership?.kind) this.#takeMembership(membership);
    this.#readLine.follow(model);
    this.#findSuccessor(model);
    this.#publishSoon();
    this.#picture.saveSoon();
  }

  #takeMembership(membership: OwnMembership | undefined): void {
    this.#membership = membership;
    const kind = membership?.kind;
    if (kind === 'join') this.#setAccess({ kind: 'joined' });
    else if (kind === 'invite') this.#setAccess({ kind: 'invited' });
    else if (kind === 'knock') this.#setAccess({ kind: 'knocked' });
    else if (kind === 'ban') this.#setAccess(refused('banned', membership?.reason));
    else if (kind === 'leave') {
      this.#picture.forget(this.#model?.roomId);
      this.#setAccess({ kind: 'opening' });
      void this.find(true);
    } else this.#setAccess({ kind: 'opening' });
  }

  #setAccess(access: RoomAccess): void {
    this.#access = access;
    // A homeserver that fails has not said that the reader is kept out.
    const hidden =
      access.kind === 'refused'
        ? !isPassing(access.error)
        : ['joinable', 'can-knock', 'knocked', 'invited'].includes(access.kind);
    if (hidden) {
      this.#model?.timeline.clear();
      this.#readLine.forget();
      this.#picture.forget(this.#model?.roomId);
    }
    this.#publish();
  }

  #beginLooking(): void {
    // It may be long ago that it was refused.
    if (performance.now() - this.#foundAt >= findPace) this.lookAgain();
    if (!this.idle || !this.#readLine.anew(this.#model)) return;
    if (this.#model !== undefined) this.#readLine.follow(this.#model);
    this.#publish();
  }

  #findSuccessor(model: RoomModel): void {
    const replacement = replacementOf(model);
    if (replacement === this.#replacement) return;
    this.#replacement = replacement;
    this.#successor = undefined;
    if (replacement === undefined) return;
    this.#successor = { roomId: replacement, address: replacement, proven: false };
    void findSuccessor(this.#options.api, model.roomId, replacement, this.#options.signal).then((successor) => {
      if (this.#replacement !== replacement || this.#options.signal.aborted) return;
      this.#successor = successor;
      this.#publish();
    });
  }

  #publishSoon(): void {
    this.#publishing ??= setTimeout(() => this.#publish(), 0);
  }

  #publish(): void {
    clearTimeout(this.#publishing);
    this.#publishing = undefined;
    if (this.#options.signal.aborted) return;
    const next = this.#build();
    if (JSON.stringify(next) !== JSON.stringify(this.#snapshot.value)) this.#snapshot.set(next);
  }

  #build(): RoomSnapshot {
    return roomSnapshot({
      address: this.#options.address,
      access: this.#access,
      model: this.#model,
      summary: this.#summary,
      successor: this.#successor,
      readUpTo: this.#readLine.upTo,
    });
  }

  /** Who is in an encrypted room is asked once, so that it is known when something is written without a connection. */
  #noteAudience(): void {
    const model = this.#model;
    if (this.#audienceAsked || model === undefined || !model.encrypted || !model.canSend) return;
    if (model.memberCount > mostNoted) return;
    this.#audienceAsked = true;
    void model.encryption.ready().then(
      () => this.#picture.saveSoon(),
      () => (this.#audienceAsked = false),
    );
  }
}
