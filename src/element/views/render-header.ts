import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { RoomSnapshot } from '../../protocol/room.ts';
import type { RoomContent } from './room-content.ts';

/** The line over the room. */
export function renderHeader({ view, name, media, menu, language, actions }: RoomContent): TemplateResult {
  return html`<wiki-room-header
    exportparts="header, topic, menu"
    .room=${view.room}
    .name=${name}
    .link=${isKnown(view.room) ? (view.open?.linkToRoom ?? '') : ''}
    .userId=${view.account?.userId ?? ''}
    .language=${language}
    .privateReceipts=${view.privateReceipts}
    .keys=${view.open?.keys}
    .media=${media}
    .menu=${menu}
    @wiki-room-menu=${actions.lookAgain}
    @wiki-room-sign-out=${actions.requestSignOut}
    @wiki-room-leave=${actions.requestLeave}
    @wiki-room-keys=${actions.askKeys}
    @wiki-room-follow-link=${actions.followLink}
    @wiki-room-private-receipts=${actions.setPrivateReceipts}
  ></wiki-room-header>`;
}

/** There is such a room, whether the reader may be in it or not. */
function isKnown(room: RoomSnapshot | undefined): boolean {
  if (room === undefined) return false;
  return room.roomId !== undefined || (room.access.kind !== 'opening' && room.access.kind !== 'refused');
}
