import { WikiRoomComposer } from './composer/composer.ts';
import { WikiRoomHeader } from './header/header.ts';
import { WikiRoomKeys } from './keys/keys.ts';
import { timelineElements } from './timeline/timeline-elements.ts';
import { WikiRoom } from './wiki-room.ts';

/** The tags of the product; the outer one last, so that those inside are there when it is drawn. */
const elements = {
  ...timelineElements,
  'wiki-room-header': WikiRoomHeader,
  'wiki-room-composer': WikiRoomComposer,
  'wiki-room-keys': WikiRoomKeys,
  'wiki-room': WikiRoom,
} as const;

/** Registers all tags. Where another copy of the script came first, that one stays, in all of its parts. */
export function defineElements(): void {
  const existing = customElements.get('wiki-room');
  if (existing !== undefined) {
    // eslint-disable-next-line no-console -- whoever maintains the page must learn of it, once
    if (existing !== WikiRoom) console.warn('<wiki-room> is defined already; the first copy of the script is used.');
    return;
  }
  for (const [name, element] of Object.entries(elements)) {
    if (customElements.get(name) === undefined) customElements.define(name, element);
  }
}
