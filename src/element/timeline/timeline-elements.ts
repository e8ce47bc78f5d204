import { WikiRoomImage } from '../media/media-image.ts';
import { WikiRoomTimeline } from './timeline.ts';

/** The tags a timeline is drawn with at once; pictures and files keep a place for theirs. */
export const timelineElements = {
  'wiki-room-image': WikiRoomImage,
  'wiki-room-timeline': WikiRoomTimeline,
} as const;
