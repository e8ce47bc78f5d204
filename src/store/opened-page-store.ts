import type { RoomStore } from '../protocol/room-store.ts';
import type { AccountMarker, PageStore } from '../protocol/services.ts';

/** What is kept for one view; that the others on its page see it is not the storage's affair. */
export type OwnRoomStore = Omit<RoomStore, 'followDraft'>;

/** A page's store, once it is known where it keeps things. */
export interface OpenedPageStore extends Pick<PageStore, 'account' | 'wasEnded' | 'persistent'> {
  room(account: AccountMarker): OwnRoomStore;
}
