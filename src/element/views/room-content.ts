import type { ErrorData } from '../../protocol/error.ts';
import type { MessageRow } from '../../protocol/row.ts';
import type { RoomAction, RoomViewSnapshot } from '../../room/room-view-snapshot.ts';
import type { renderAccess } from '../access/render-access.ts';
import type { HeaderMenu } from '../header/header-menu.ts';
import type { MediaLoader } from '../media/media-loader.ts';
import type { TimelineTools } from '../timeline/timeline-tools.ts';

/** What a room's views draw, and whom they tell. */
export interface RoomContent {
  readonly view: RoomViewSnapshot;
  readonly name: string;
  readonly media: MediaLoader | undefined;
  /** Of the header; not there before the tools are. */
  readonly menu: HeaderMenu | undefined;
  /** Likewise. */
  readonly timelineTools: TimelineTools | undefined;
  readonly renderAccess: typeof renderAccess | undefined;
  /** Of the words. */
  readonly language: string;
  /** Nothing is written here, whatever the room allows. */
  readonly readOnly: boolean;
  readonly withoutHeader: boolean;
  /** The homeserver was away, and is being tried again. */
  readonly wasLost: boolean;
  /** Why what is done in a room cannot be loaded. */
  readonly missing: ErrorData | undefined;
  readonly actions: RoomActions;
}

/** What a reader does in a room that is the element's to answer. Event listeners of the views' own events among them. */
export interface RoomActions {
  readonly signIn: () => void;
  /** Asks first where something is lost by it. */
  readonly requestSignOut: () => void;
  readonly signOut: () => void;
  readonly requestLeave: () => void;
  /** Answers either question. */
  readonly stay: (event: Event) => void;
  readonly again: () => void;
  readonly loadAgain: () => void;
  readonly retry: () => void;
  readonly act: (action: RoomAction) => void;
  readonly goTo: (address: string) => void;
  readonly askKeys: () => void;
  /** What held the focus is gone, or was left by Escape. */
  readonly escape: (event: Event) => void;
  readonly followLink: (event: CustomEvent<{ click: MouseEvent; href: string }>) => void;
  /** What is chosen in the menu may have been chosen elsewhere meanwhile. */
  readonly lookAgain: () => void;
  readonly setPrivateReceipts: (event: CustomEvent<{ value: boolean }>) => void;
  readonly reply: (event: CustomEvent<{ row: MessageRow }>) => void;
  readonly edit: (event: CustomEvent<{ row: MessageRow }>) => void;
  readonly takeBack: (event: CustomEvent<{ txnId: string }>) => void;
  readonly announce: (event: CustomEvent<{ text: string }>) => void;
}
