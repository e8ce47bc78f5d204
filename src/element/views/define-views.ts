import { WikiRoomComposer } from '../composer/composer.ts';
import { WikiRoomHeader } from '../header/header.ts';
import { WikiRoomKeys } from '../keys/keys.ts';
import { timelineElements } from '../timeline/timeline-elements.ts';

/** The tags inside a room; those further inside first, so that they are there when it is drawn. */
const views = {
  ...timelineElements,
  'wiki-room-header': WikiRoomHeader,
  'wiki-room-composer': WikiRoomComposer,
  'wiki-room-keys': WikiRoomKeys,
} as const;

/** Registers the views of a conversation, once. They are a chunk of their own: whoever is signed out does without. */
export function defineViews(): void {
  for (const [name, view] of Object.entries(views)) {
    if (customElements.get(name) === undefined) customElements.define(name, view);
  }
}
