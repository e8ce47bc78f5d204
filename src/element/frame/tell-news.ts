import type { FrameNews } from '../../protocol/frame.ts';
import { WikiRoomEvent } from '../events.ts';
import type { WikiRoomEventDetails, WikiRoomEventName } from '../events.ts';

/**
 * Turns what a frame tells into the element's public events: the facts. The ids in them are empty, for they belong to
 * the frame. True: the page keeps a link from the browser.
 */
export function tellNews(element: HTMLElement, news: Exclude<FrameNews, { readonly kind: 'states' }>): boolean {
  switch (news.kind) {
    case 'unread':
      return tell(element, 'wiki-room-unread-changed', { messages: news.messages, mentions: news.mentions });
    case 'error':
      return tell(element, 'wiki-room-error', { code: news.code, message: 'told by the frame' });
    case 'link':
      // A link elsewhere would be a part of a message.
      if (new URL(news.href).origin !== element.ownerDocument.location.origin) return false;
      return tell(element, 'wiki-room-link-clicked', { href: news.href });
    case 'event':
      switch (news.name) {
        case 'ready':
          return tell(element, 'wiki-room-ready', { roomId: '' });
        case 'signed-in':
          return tell(element, 'wiki-room-signed-in', { userId: '' });
        case 'signed-out':
          return tell(element, 'wiki-room-signed-out', null);
        case 'message-sent':
          return tell(element, 'wiki-room-message-sent', { eventId: '' });
      }
  }
}

function tell<Name extends WikiRoomEventName>(
  element: HTMLElement,
  name: Name,
  detail: WikiRoomEventDetails[Name],
): boolean {
  return !element.dispatchEvent(new WikiRoomEvent(name, detail));
}
