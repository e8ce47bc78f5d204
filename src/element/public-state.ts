import type { RoomViewSnapshot } from '../room/room-view-snapshot.ts';
import type { ErrorData } from '../protocol/error.ts';
import type { RoomSnapshot } from '../protocol/room.ts';
import { WikiRoomEvent } from './events.ts';
import type { WikiRoomEventDetails, WikiRoomEventName } from './events.ts';

/** The custom states of the element; see its documentation. */
const stateNames = ['loading', 'signed-out', 'ready', 'encrypted', 'offline', 'error'] as const;

/** Turns what happens inside into the element's public events and `:state(…)`. */
export class PublicState {
  readonly #element: HTMLElement;
  readonly #internals: ElementInternals;
  #before: RoomViewSnapshot | undefined;
  #error: ErrorData | undefined;
  #ready = false;
  /** As it was told last. */
  #unread: RoomSnapshot['unread'] | undefined;

  constructor(element: HTMLElement, internals: ElementInternals) {
    this.#element = element;
    this.#internals = internals;
  }

  /** Another room begins: its first state is no change of the one before. */
  reset(): void {
    this.#before = undefined;
    this.#error = undefined;
    this.#ready = false;
    this.#unread = undefined;
  }

  sent(eventId: string): void {
    this.#tell('wiki-room-message-sent', { eventId });
  }

  /** `error`: what stops the element before there is anything to see. `drawn`: a conversation can be drawn. */
  update(view: RoomViewSnapshot | undefined, error: ErrorData | undefined, drawn: boolean): void {
    const before = this.#before;
    this.#before = view;
    const problem = error ?? (view === undefined ? undefined : problemOf(view));
    const ready = drawn && view !== undefined && isReady(view);
    const is: Readonly<Record<(typeof stateNames)[number], boolean>> = {
      loading:
        problem === undefined && (view === undefined || view.screen.kind === 'loading' || isOpening(view, drawn)),
      'signed-out': view?.screen.kind === 'signed-out' || view?.screen.kind === 'signing-in',
      ready,
      encrypted: view?.room?.encrypted === true,
      offline: view?.screen.kind === 'room' && view.connection.state === 'lost',
      error: problem !== undefined,
    };
    this.show(new Set(stateNames.filter((name) => is[name])));
    this.#tellAccount(before, view);
    if (ready) this.#tellRoom(view);
    if (problem !== undefined && problem.code !== this.#error?.code) this.#tell('wiki-room-error', problem);
    this.#error = problem;
  }

  #tellAccount(before: RoomViewSnapshot | undefined, view: RoomViewSnapshot | undefined): void {
    const [was, is] = [before?.account?.userId, view?.account?.userId];
    if (was === is) return;
    if (is !== undefined) this.#tell('wiki-room-signed-in', { userId: is });
    else if (view !== undefined) {
      this.#ready = false;
      // Who shows a number takes it away.
      if (this.#unread) this.#tellUnread({ messages: 0, mentions: 0 });
      this.#unread = undefined;
      this.#tell('wiki-room-signed-out', null);
    }
  }

  #tellRoom({ room, connection }: RoomViewSnapshot): void {
    if (room?.roomId === undefined) return;
    if (!this.#ready && connection.state === 'live') {
      this.#ready = true;
      this.#tell('wiki-room-ready', { roomId: room.roomId });
    }
    this.#tellUnread(room.unread);
  }

  #tellUnread(unread: RoomSnapshot['unread']): void {
    const { messages, mentions } = unread;
    const told = this.#unread;
    if (told?.messages !== messages || told.mentions !== mentions) {
      this.#unread = unread;
      this.#tell('wiki-room-unread-changed', { messages, mentions });
    }
  }

  /** Makes these its states, and no others. A frame's page tells them on. */
  show(wanted: ReadonlySet<string>): void {
    const { states } = this.#internals;
    let changed = false;
    for (const name of stateNames) {
      if (wanted.has(name) === states.has(name)) continue;
      changed = true;
      if (wanted.has(name)) states.add(name);
      else states.delete(name);
    }
    if (!changed) return;
    this.#internals.ariaBusy = `${wanted.has('loading')}`;
    this.#element.dispatchEvent(new Event('wiki-room-state-changed'));
  }

  #tell<Name extends WikiRoomEventName>(name: Name, detail: WikiRoomEventDetails[Name]): void {
    this.#element.dispatchEvent(new WikiRoomEvent(name, detail));
  }
}

function isReady({ screen, room, painted }: RoomViewSnapshot): boolean {
  return screen.kind === 'room' && room?.access.kind === 'joined' && painted;
}

function isOpening({ screen, room, painted }: RoomViewSnapshot, drawn: boolean): boolean {
  return screen.kind === 'room' && (room === undefined || room.access.kind === 'opening' || !painted || !drawn);
}

function problemOf({ screen, room, stopped }: RoomViewSnapshot): ErrorData | undefined {
  if (screen.kind === 'failed' || screen.kind === 'signed-out') return screen.error;
  if (screen.kind !== 'room') return undefined;
  return room?.access.kind === 'refused' ? room.access.error : stopped;
}
