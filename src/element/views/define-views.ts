import { defineTags } from '../define-tags.ts';
import { WikiRoomHeader } from '../header/header.ts';
import { WikiRoomTimeline } from '../timeline/timeline.ts';

/** Registers the tags that show a room; those further inside first, so that they are there when it is drawn. */
export function defineParts(): void {
  defineTags({ 'wiki-room-timeline': WikiRoomTimeline, 'wiki-room-header': WikiRoomHeader });
}
