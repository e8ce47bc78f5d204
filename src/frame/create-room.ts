import type { FrameConfiguration } from './frame-configuration.ts';
import type { RoomElement } from './room-element.ts';

/** An element that talks to whom `frame.json` names, and to nobody else. */
export function createRoom(document: Document, configuration: FrameConfiguration): RoomElement {
  const element = document.createElement('wiki-room') as unknown as RoomElement;
  element.homeserver = configuration.homeserver;
  element.issuer = configuration.issuer;
  element.clientId = configuration.clientId;
  return element;
}

/** The room in a tab of its own. The fragment stays in the browser: no server sees which room it is. */
export function ownTabAddress(document: Document, room: string): string {
  const url = new URL(document.URL);
  url.search = '';
  url.hash = new URLSearchParams({ room }).toString();
  return url.href;
}

/** What {@link ownTabAddress} wrote; `undefined`: no room is named. */
export function roomOfOwnTab(document: Document): string | undefined {
  const room = new URLSearchParams(new URL(document.URL).hash.slice(1)).get('room');
  return room === null || room === '' ? undefined : room;
}
