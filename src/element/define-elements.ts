import { WikiRoomComposer } from './composer/composer.ts';
import { WikiRoomHeader } from './header/header.ts';
import { WikiRoomKeys } from './keys/keys.ts';
import { timelineElements } from './timeline/timeline-elements.ts';
import { WikiRoom } from './wiki-room.ts';

const elements = {
  ...timelineElements,
  'wiki-room-composer': WikiRoomComposer,
  'wiki-room-header': WikiRoomHeader,
  'wiki-room-keys': WikiRoomKeys,
  'wiki-room': WikiRoom,
} as const;

/** Registers the tags, once in a page: where another copy of the script was first, that one stays. */
export function defineElements(): void {
  if (customElements.get('wiki-room') !== undefined) {
    if (customElements.get('wiki-room') !== WikiRoom) warnOfSecondCopy();
    return;
  }
  for (const [tag, element] of Object.entries(elements)) {
    if (customElements.get(tag) === undefined) customElements.define(tag, element);
  }
}

function warnOfSecondCopy(): void {
  // eslint-disable-next-line no-console -- for whoever built the page; nobody else can mend it
  console.warn('wiki-room: the script is in this page twice; the first copy is used.');
}
