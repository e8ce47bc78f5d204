import type { ErrorData } from '../protocol/error.ts';
import type { ConnectionSnapshot, RoomSnapshot } from '../protocol/room.ts';
import type { AccountMarker } from '../protocol/services.ts';
import type { Losses } from './losses.ts';
import type { OpenRoom } from './open-room.ts';

/** What fills the element. */
export type Screen =
  | { readonly kind: 'loading' }
  | { readonly kind: 'signed-out'; readonly error?: ErrorData; readonly logoutUrl?: string }
  | { readonly kind: 'signing-in' }
  /** The conversation, or the way into it: see `room.access`. */
  | { readonly kind: 'room' }
  | { readonly kind: 'failed'; readonly error: ErrorData };

export type RoomAction = 'join' | 'knock' | 'leave';

export interface RoomViewSnapshot {
  readonly screen: Screen;
  /** `undefined` until it is known, from the last visit or from the engine. */
  readonly room: RoomSnapshot | undefined;
  readonly connection: ConnectionSnapshot;
  readonly account: AccountMarker | undefined;
  /** The view-models of the conversation, while an account is open. */
  readonly open: OpenRoom | undefined;
  /** The session has expired: what is known stays readable, one button signs in again. */
  readonly expired: boolean;
  /** The engine cannot go on, and why: what is known stays readable. */
  readonly stopped: ErrorData | undefined;
  readonly busy: RoomAction | 'sign-in' | undefined;
  /** Why the last action did not work. */
  readonly actionError: ErrorData | undefined;
  readonly privateReceipts: boolean;
  /** False: this browser will not remember anything of this visit. */
  readonly persistent: boolean;
  /** Rows are on screen, from the last visit or from the engine. */
  readonly painted: boolean;
  /** The homeserver takes no messages of this account: what it knows may be read. */
  readonly suspended: boolean;
  /** The reader wants to sign out, and is asked because of what is lost by it. */
  readonly losses: Losses | undefined;
  /** The reader wants to leave the room, and is asked. */
  readonly leaving: boolean;
  /** What was written and not sent when the session ended by itself, until somebody signs in again. */
  readonly unsent: readonly string[];
}

/** Nothing of an account is left. */
export const closed = {
  room: undefined,
  account: undefined,
  open: undefined,
  expired: false,
  stopped: undefined,
  painted: false,
  suspended: false,
  actionError: undefined,
  losses: undefined,
  leaving: false,
} as const satisfies Partial<RoomViewSnapshot>;

/** Nothing is known yet. */
export const initial: RoomViewSnapshot = {
  ...closed,
  screen: { kind: 'loading' },
  connection: { state: 'connecting' },
  busy: undefined,
  privateReceipts: false,
  persistent: true,
  unsent: [],
};
