import type { TemplateResult } from 'lit';
import type { ErrorData } from '../../protocol/error.ts';
import type { RoomViewSnapshot } from '../../room/room-view-snapshot.ts';
import { renderFailure } from './render-failure.ts';
import { renderSignedOut } from './render-signed-out.ts';
import { renderSkeleton } from './render-skeleton.ts';

export interface BeforeRoom {
  readonly view: RoomViewSnapshot | undefined;
  readonly roomName: string;
  /** What stops the element before there is a view. */
  readonly error: ErrorData | undefined;
  /** Why the views of a room cannot be loaded. */
  readonly missing: ErrorData | undefined;
  /** What was not sent when the session ended. */
  readonly unsent: TemplateResult | undefined;
  readonly signIn: () => void;
  readonly again: () => void;
  readonly loadAgain: () => void;
}

/** What stands in the place of a room, until it can be drawn. */
export function renderBeforeRoom(before: BeforeRoom): TemplateResult {
  const { view, roomName, error, missing, unsent, signIn, again, loadAgain } = before;
  if (error !== undefined) return renderFailure(error, error.code === 'wrong-settings' ? undefined : again);
  const screen = view?.screen;
  const signedOut = { roomName, busy: false, error: undefined, logoutUrl: undefined, unsent, signIn };
  switch (screen?.kind) {
    case 'failed':
      return renderFailure(screen.error, again);
    case 'signed-out':
      return renderSignedOut({ ...signedOut, error: screen.error, logoutUrl: screen.logoutUrl });
    case 'signing-in':
      return renderSignedOut({ ...signedOut, busy: true });
    case 'room':
      if (missing !== undefined) return renderFailure(missing, loadAgain);
  }
  return renderSkeleton();
}
