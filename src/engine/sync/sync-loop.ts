import { WikiRoomError } from '../../protocol/error.ts';
import type { ConnectionSnapshot } from '../../protocol/room.ts';
import { backOff, firstBackOff, rateLimitWait } from '../../protocol/back-off.ts';
import { pause } from '../pacing.ts';
import { errorOfSdk, isPathless, isRefusal } from '../sdk-error.ts';
import type { Topic } from '../topic.ts';
import type { KnownPast } from './known-past.ts';
import type { SyncRequest, SyncTransport, SyncUpdate } from './sync-update.ts';

export interface SyncLoopOptions {
  readonly transport: SyncTransport;
  /** For homeservers that do not know `transport`, and ways to them that do not lead there. */
  readonly fallback: SyncTransport;
  readonly connection: Topic<ConnectionSnapshot>;
  readonly past: Pick<KnownPast, 'doubt' | 'inDoubt' | 'isGone' | 'trust' | 'told'>;
  /** See {@link SyncRequest.keysWait}. */
  readonly keysWait: () => Promise<boolean>;
  /** It is asked without a position. */
  readonly startsAnew: () => Promise<void>;
  /** Processes an answer; `asked` are the rooms that were asked for. Rejects where its keys could not be stored. */
  readonly apply: (update: SyncUpdate, asked: ReadonlySet<string>) => Promise<void>;
  /** The homeserver has been asked for the first time: there is time until it answers. */
  readonly asked?: () => void;
}

/** An answer that is not processed by then is asked for again. Milliseconds; a browser may keep the storage busy for 180 s. */
const longestProcessing = 300_000;
/** How often an answer is asked for again because it could not be processed. */
const mostRepeats = 4;
/** An answer comes at least this often, in milliseconds: half a minute, and the way. */
const longestSilence = 45_000;
/** Answers without news come no faster than this, whatever the homeserver does. */
const emptyPace = 1_000;
/** Between two answers of which the keys wait, in milliseconds. */
const keysPace = 5_000;
/** An answer that comes sooner than this has not waited for anything, in milliseconds; some in a row are normal. */
const instant = 50;
const mostInstant = 3;
/** A position that is refused this often is given up, whatever the homeserver calls the reason. */
const mostRefusals = 3;
/** Without a word of the homeserver's own it may be that something on the way was away for a moment. */
const mostPathless = 2;
/** A session that is refused more often is not just being renewed. */
const mostRenewals = 3;
/** How often news wait for the answer whether the homeserver was restored. */
const mostUnsettled = 1;

/**
 * Asks the homeserver for news for as long as rooms are followed. No answer, however malformed, and no fault in its
 * processing ends it; lasting errors are asked about once in five seconds at most.
 */
export class SyncLoop {
  readonly #options: SyncLoopOptions;
  readonly #rooms = new Set<string>();
  #transport: SyncTransport;
  #crypto = false;
  #running = false;
  #stopped = false;
  #paused = true;
  /** Ends the present request, to ask anew with what has changed. */
  #request = new AbortController();
  /** Ends the present wait. */
  #wake: () => void = () => undefined;
  #failures = 0;
  /** How often in a row an answer could not be taken in. */
  #unprocessed = 0;
  /** Answers in a row that came at once. */
  #instant = 0;
  #lastContact: number | undefined;
  /** Rooms of which an answer has told since they are followed. */
  readonly #told = new Set<string>();
  #answered = { wall: -Infinity, running: -Infinity };
  #hasAsked = false;
  /** How often in a row it could not be found out whether the homeserver still has what it told. */
  #unsettled = 0;
  /** Grows with {@link beginAnew}: an answer of before moves no position. */
  #age = 0;

  constructor(options: SyncLoopOptions) {
    this.#options = options;
    this.#transport = options.transport;
  }

  follow(roomId: string): void {
    if (this.#rooms.has(roomId)) return;
    this.#rooms.add(roomId);
    this.#changed();
  }

  unfollow(roomId: string): void {
    this.#rooms.delete(roomId);
    this.#told.delete(roomId);
  }

  /** From now on the messages for encryption are asked for too. */
  withCrypto(): void {
    this.#crypto = true;
    this.#changed();
  }

  /** Tries at once what waits, and asks anew: the network may have changed. */
  retry(): void {
    this.#changed();
  }

  /** The homeserver answers: what waits for another attempt is tried at once, unless it asked for patience. */
  reached(): void {
    const connection = this.#options.connection.value;
    if (connection?.state === 'lost' && connection.error.code !== 'rate-limited') this.#wake();
  }

  /** What is known of the room is of now: it was asked for, and nobody slept for longer than an answer may take. */
  isCurrent(roomId: string): boolean {
    return this.#told.has(roomId) && !this.#isSilent();
  }

  /** Before anything is encrypted. Rejects with what may pass. */
  async homeserverIsKnown(): Promise<void> {
    if (this.#isSilent()) this.#options.past.doubt();
    await this.#options.past.isGone();
  }

  /** What is known is no longer what the homeserver knows: everything is asked for again. */
  beginAnew(): void {
    this.#age++;
    this.#told.clear();
    this.#options.transport.reset();
    this.#options.fallback.reset();
    this.#changed();
  }

  resume(): void {
    this.#options.past.doubt();
    this.#paused = false;
    this.#changed();
  }

  pause(): void {
    this.#paused = true;
    this.#request.abort();
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.pause();
  }

  #changed(): void {
    this.#request.abort();
    this.#wake();
    if (!this.#running && this.#wanted()) void this.#run();
  }

  #wanted(): boolean {
    return !this.#stopped && !this.#paused && this.#rooms.size > 0;
  }

  #isSilent(): boolean {
    const { wall, running } = this.#answered;
    // One clock may leap, and the other stands still while the machine sleeps.
    return Math.max(Math.abs(Date.now() - wall), performance.now() - running) >= longestSilence;
  }

  async #run(): Promise<void> {
    this.#running = true;
    if (this.#options.connection.value?.state !== 'live') this.#options.connection.set({ state: 'connecting' });
    while (this.#wanted()) await this.#once();
    this.#running = false;
  }

  async #once(): Promise<void> {
    // The wall clock may leap.
    const started = performance.now();
    const age = this.#age;
    this.#request = new AbortController();
    const { signal } = this.#request;
    const asked = new Set(this.#rooms);
    const { keysWait, startsAnew, past, connection } = this.#options;
    if (this.#isSilent()) past.doubt();
    const { inDoubt } = past;
    const isAway = connection.value?.state !== 'live';
    const fresh = isAway || inDoubt || [...asked].some((roomId) => !this.#told.has(roomId));
    const request: SyncRequest = { rooms: asked, fresh, inDoubt, crypto: this.#crypto, keysWait, startsAnew, signal };
    try {
      const answered = this.#transport.poll(request);
      if (!this.#hasAsked) this.#options.asked?.();
      this.#hasAsked = true;
      const answer = await answered;
      const hasForgotten = await this.#hasForgotten();
      // It did answer: a fault of this question is none of the way to it.
      if (hasForgotten instanceof WikiRoomError) return await this.#wait(waitAfter(hasForgotten, 0), signal);
      if (hasForgotten || age !== this.#age) return;
      await this.#process(answer.update, asked);
      if (age !== this.#age) return;
      if (!this.#stopped) {
        past.told(answer.update.rooms);
        answer.commit();
      }
      for (const roomId of asked) if (this.#rooms.has(roomId)) this.#told.add(roomId);
      this.#lastContact = Date.now();
      this.#answered = { wall: this.#lastContact, running: performance.now() };
      this.#failures = 0;
      if (this.#options.connection.value?.state !== 'live') this.#options.connection.set({ state: 'live' });
      // Until encryption runs, which asks anew, the same would come at once.
      const pace = answer.keysWait === true ? keysPace : this.#pace(answer.update, performance.now() - started);
      await this.#wait(pace, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      await this.#failed(errorOfSdk(thrown, 'unknown'), signal);
    }
  }

  /**
   * The position moves only when the keys of the answer are stored: with it the homeserver forgets them. What can never be
   * taken in is given up in the end; what waits for the storage is not.
   */
  async #process(update: SyncUpdate, asked: ReadonlySet<string>): Promise<void> {
    const waiting = new AbortController();
    const applied = this.#options.apply(update, asked).then(
      () => true,
      (error: unknown) => {
        if (this.#unprocessed++ < mostRepeats) throw error;
        return true;
      },
    );
    const late = pause(longestProcessing, waiting.signal).then(() => false);
    const isDone = await Promise.race([applied, late]).finally(() => waiting.abort());
    if (!isDone) throw new WikiRoomError('storage-unavailable', 'an answer cannot be stored', { detail: 'blocked' });
    this.#unprocessed = 0;
  }

  /** It was restored from a backup. Where something on the way keeps that from being found out, news are worth more. */
  async #hasForgotten(): Promise<boolean | WikiRoomError> {
    const { past } = this.#options;
    try {
      const isGone = await past.isGone();
      this.#unsettled = 0;
      return isGone;
    } catch (error) {
      if (this.#unsettled++ < mostUnsettled) return errorOfSdk(error, 'unknown');
      this.#unsettled = 0;
      past.trust();
      return false;
    }
  }

  async #failed(error: WikiRoomError, signal: AbortSignal): Promise<void> {
    this.#failures++;
    this.#options.past.doubt();
    if (error.detail === 'M_UNKNOWN_POS' || (isRefusal(error) && this.#failures >= mostRefusals)) {
      this.#transport.reset();
      if (this.#failures === 1) return;
    }
    if (this.#takeOtherWay(error)) return;
    // The session is over, or being renewed: who knows resumes. A proxy that strips the token is known to nobody.
    const isRenewed = error.code === 'sign-in-required' && this.#failures <= mostRenewals;
    const wasLive = this.#options.connection.value?.state === 'live';
    const soon = isRenewed || (this.#failures === 1 && error.code === 'homeserver-unreachable');
    const wait = waitAfter(error, soon ? 0 : this.#failures);
    if (!(soon && (wasLive || isRenewed)) && error.code !== 'crypto-failed') {
      this.#options.connection.set({
        state: 'lost',
        ...(this.#lastContact === undefined ? {} : { lastContact: this.#lastContact }),
        retryAt: Date.now() + wait,
        error: error.toData(),
      });
    }
    await this.#wait(wait, signal);
  }

  #takeOtherWay(error: WikiRoomError): boolean {
    const { transport, fallback } = this.#options;
    if (this.#transport === fallback) {
      // Nothing leads anywhere, so this says nothing of the first way.
      if (isPathless(error)) this.#transport = transport;
      return false;
    }
    const isLasting = this.#lastContact === undefined || this.#failures >= mostPathless;
    if (error.detail !== 'M_UNRECOGNIZED' && !(isPathless(error) && isLasting)) return false;
    this.#transport = fallback;
    return true;
  }

  /** How long to wait after an answer that took so long, in milliseconds: a homeserver that never waits is not raced. */
  #pace(update: SyncUpdate, took: number): number {
    this.#instant = took < instant ? this.#instant + 1 : 0;
    return isEmpty(update) ? emptyPace - took : Math.min((this.#instant - mostInstant) * 100, emptyPace);
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return pause(ms, signal, woken);
  }
}

function waitAfter(error: WikiRoomError, failures: number): number {
  if (error.code === 'rate-limited') return rateLimitWait(error.retryAfterMs);
  // One that was fine is tried again soon, before it is called lost.
  return failures === 0 ? firstBackOff() : backOff(failures);
}

function isEmpty({ rooms, accountData, crypto }: SyncUpdate): boolean {
  return rooms.length === 0 && accountData.size === 0 && (crypto?.toDevice.length ?? 0) === 0;
}
