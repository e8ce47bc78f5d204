import type { ErrorData } from '../protocol/error.ts';
import type { RoomViewSnapshot } from '../room/room-view-model.ts';
import { WikiRoomEvent } from './events.ts';
import type { WikiRoomEventDetails, WikiRoomEventName } from './events.ts';

/** Tells the page what changed, once each. */
export class PublicEvents {
  readonly #element: Element;
  #userId: string | undefined;
  #unread = '0 0';
  #error: ErrorData | undefined;
  #roomId: string | undefined;
  #readyRoom: string | undefined;

  constructor(element: Element) {
    this.#element = element;
  }

  tell(snapshot: RoomViewSnapshot | undefined, settingsError: ErrorData | undefined): void {
    const { account, room, screen, actionError } = snapshot ?? {};
    this.#roomId = room?.access.kind === 'joined' ? room.roomId : undefined;
    this.#tellAccount(account?.userId);
    if (room !== undefined) this.#tellUnread(room.unread);
    const refused = room?.access.kind === 'refused' ? room.access.error : undefined;
    const failed = screen?.kind === 'failed' || screen?.kind === 'signed-out' ? screen.error : undefined;
    this.#tellError(settingsError ?? failed ?? refused ?? actionError);
  }

  sent(eventId: string): void {
    this.#dispatch('wiki-room-message-sent', { eventId });
  }

  /** The rows are those of the homeserver. */
  live(): void {
    if (this.#roomId === undefined || this.#readyRoom === this.#roomId) return;
    this.#readyRoom = this.#roomId;
    this.#dispatch('wiki-room-ready', { roomId: this.#roomId });
  }

  #tellAccount(userId: string | undefined): void {
    const before = this.#userId;
    if (userId === before) return;
    this.#userId = userId;
    if (userId !== undefined) this.#dispatch('wiki-room-signed-in', { userId });
    else {
      this.#readyRoom = undefined;
      this.#dispatch('wiki-room-signed-out', null);
    }
  }

  #tellUnread({ messages, mentions }: { messages: number; mentions: number }): void {
    const unread = `${messages} ${mentions}`;
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.#dispatch('wiki-room-unread-changed', { messages, mentions });
  }

  #tellError(error: ErrorData | undefined): void {
    const before = this.#error;
    this.#error = error;
    if (error === undefined || (before?.code === error.code && before.detail === error.detail)) return;
    this.#dispatch('wiki-room-error', error);
  }

  #dispatch<Name extends WikiRoomEventName>(name: Name, detail: WikiRoomEventDetails[Name]): void {
    this.#element.dispatchEvent(new WikiRoomEvent(name, detail));
  }
}
