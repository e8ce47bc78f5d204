import type { Commands } from '../../protocol/command.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import { eventBytes, maxEventBytes } from '../content/event-size.ts';
import { messageContent } from '../content/message-content.ts';
import { txnMarker } from '../content/txn-marker.ts';
import { draftContext } from '../outbox/draft-context.ts';
import type { MatrixApi, MatrixRequest } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import type { Fields } from '../shape.ts';
import { viaQuery } from './find-access.ts';
import type { RoomEntry } from './room-entry.ts';
import type { RoomModel } from './room-model.ts';

type Args<K extends keyof Commands> = Commands[K]['args'];

/** Others see somebody type for this long after the last word of it, in milliseconds. */
const typingTimeout = 20_000;
/** The homeserver is told again no more often than this. */
const typingPace = 8_000;
/** How long a command waits for its room to be opened. */
const openPatience = 30_000;

/** What a reader does in a room, beside writing. */
export class RoomActions {
  readonly #api: MatrixApi;
  readonly #userId: string;
  readonly #entry: (room: string) => RoomEntry;
  readonly #signal: AbortSignal;
  readonly #typingSince = new Map<string, number>();
  /** The homeserver did not take a notice: until then it is told of none. */
  #quietUntil = -Infinity;
  readonly #marking = new Map<string, Promise<void>>();
  readonly #marked = new Map<string, string>();

  constructor(api: MatrixApi, userId: string, entry: (room: string) => RoomEntry, signal: AbortSignal) {
    this.#api = api;
    this.#userId = userId;
    this.#entry = entry;
    this.#signal = signal;
  }

  nameServers({ room, servers }: Args<'name-servers'>): Promise<void> {
    this.#entry(room).nameServers(servers);
    return Promise.resolve();
  }

  async join({ room }: Args<'join'>): Promise<void> {
    const query = viaQuery(this.#entry(room).via);
    await this.#post(matrixPath`/_matrix/client/v3/join/${room}`, {}, query);
    this.#entry(room).reconsider(false);
  }

  async knock({ room, reason }: Args<'knock'>): Promise<void> {
    const query = viaQuery(this.#entry(room).via);
    await this.#post(matrixPath`/_matrix/client/v3/knock/${room}`, reason === undefined ? {} : { reason }, query);
    this.#entry(room).setAccess({ kind: 'knocked' });
  }

  async leave({ room }: Args<'leave'>): Promise<void> {
    const { roomId } = await this.#model(room);
    await this.#post(matrixPath`/_matrix/client/v3/rooms/${roomId}/leave`, {});
    this.#entry(room).reconsider(true);
  }

  async loadOlder({ room, count }: Args<'load-older'>): Promise<void> {
    const wanted = Number.isFinite(count) ? Math.min(Math.max(Math.floor(count), 1), 500) : 50;
    await (await this.#model(room)).timeline.loadOlder(wanted);
  }

  async findEvent({ room, eventId }: Args<'find-event'>): Promise<{ eventId: string }> {
    return { eventId: await (await this.#model(room)).timeline.find(eventId) };
  }

  /** One request at a time for a room; a mark that a newer one has overtaken is not sent. */
  async markRead({ room, eventId, fullyRead, private: hidden }: Args<'mark-read'>): Promise<void> {
    const model = await this.#model(room);
    const { roomId } = model;
    const marked = JSON.stringify([eventId, fullyRead]);
    if (this.#marked.get(roomId) === marked) return;
    this.#marked.set(roomId, marked);
    const former = this.#marking.get(roomId) ?? Promise.resolve();
    const marking = former
      .catch(() => undefined)
      .then(async () => {
        if (this.#marked.get(roomId) !== marked) return;
        const path = matrixPath`/_matrix/client/v3/rooms/${roomId}/read_markers`;
        // What is told already could lie behind what another device has told since.
        const isNews = fullyRead !== undefined && !model.marks.isFullyRead(fullyRead, model.timeline.newestFirst());
        const fully = isNews ? { 'm.fully_read': fullyRead } : {};
        await this.#post(path, { ...fully, [hidden ? 'm.read.private' : 'm.read']: eventId });
        model.marks.mark(eventId);
        if (isNews) model.marks.markFullyRead(fullyRead);
        model.timeline.refresh();
      })
      .catch((error: unknown) => {
        if (this.#marked.get(roomId) === marked) this.#marked.delete(roomId);
        throw error;
      });
    this.#marking.set(roomId, marking);
    await marking;
  }

  async typing({ room, typing }: Args<'typing'>): Promise<void> {
    const { roomId } = await this.#model(room);
    const since = this.#typingSince.get(roomId);
    if (typing ? since !== undefined && performance.now() - since < typingPace : since === undefined) return;
    if (typing) this.#typingSince.set(roomId, performance.now());
    else this.#typingSince.delete(roomId);
    if (performance.now() < this.#quietUntil) return;
    const path = matrixPath`/_matrix/client/v3/rooms/${roomId}/typing/${this.#userId}`;
    const body = typing ? { typing, timeout: typingTimeout } : { typing };
    // Not worth a second attempt: the next word brings one.
    await this.#api.request({ method: 'PUT', path, body, signal: this.#signal }).catch(() => {
      this.#quietUntil = performance.now() + typingPace;
    });
  }

  async measure({ room, ...draft }: Args<'measure'>): Promise<Commands['measure']['result']> {
    const model = await this.#model(room);
    const context = await draftContext(draft, model, (eventId) => model.timeline.entry(eventId));
    const content = await messageContent(draft, context);
    return {
      bytes: eventBytes({ ...content, [txnMarker]: crypto.randomUUID() }, model.encrypted),
      limit: maxEventBytes,
    };
  }

  async #post(path: string, body: Fields, query: MatrixRequest['query'] = {}): Promise<void> {
    await this.#api.patiently({ method: 'POST', path, query, body, signal: this.#signal });
  }

  /** The room, as soon as its address is resolved. */
  async #model(room: string): Promise<RoomModel> {
    const entry = this.#entry(room);
    if (entry.model !== undefined) return entry.model;
    return new Promise((resolve, reject) => {
      const finish = (result: () => void): void => {
        clearTimeout(timer);
        // The first snapshot comes before there is anything to unfollow.
        queueMicrotask(() => unfollow());
        result();
      };
      const timer = setTimeout(
        () => finish(() => reject(new WikiRoomError('homeserver-unreachable', 'the room is not open yet'))),
        openPatience,
      );
      const unfollow = entry.follow(({ access }) => {
        const { model } = entry;
        if (model !== undefined) finish(() => resolve(model));
        else if (access.kind === 'refused') finish(() => reject(WikiRoomError.fromData(access.error)));
      });
    });
  }
}
