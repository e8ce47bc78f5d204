import type { ErrorData } from '../protocol/error.ts';

/** What the page may listen to. All bubble and cross shadow roots. */
export interface WikiRoomEventDetails {
  'wiki-room-ready': { readonly roomId: string };
  'wiki-room-signed-in': { readonly userId: string };
  'wiki-room-signed-out': null;
  'wiki-room-message-sent': { readonly eventId: string };
  'wiki-room-unread-changed': { readonly messages: number; readonly mentions: number };
  'wiki-room-link-clicked': { readonly href: string };
  'wiki-room-error': ErrorData;
}

export type WikiRoomEventName = keyof WikiRoomEventDetails;

/** A public event of the element. */
export class WikiRoomEvent<Name extends WikiRoomEventName> extends CustomEvent<WikiRoomEventDetails[Name]> {
  constructor(type: Name, detail: WikiRoomEventDetails[Name]) {
    super(type, { bubbles: true, composed: true, cancelable: type === 'wiki-room-link-clicked', detail });
  }
}

type WikiRoomEventMap = { [Name in WikiRoomEventName]: CustomEvent<WikiRoomEventDetails[Name]> };

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging is what the interface is for
  interface HTMLElementEventMap extends WikiRoomEventMap {}
}
