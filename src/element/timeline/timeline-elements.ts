import { WikiRoomFile } from '../media/media-file.ts';
import { WikiRoomImage } from '../media/media-image.ts';
import { WikiRoomPicture } from '../media/media-picture.ts';
import { WikiRoomTimeline } from './timeline.ts';

/** The tags a timeline is made of. */
export const timelineElements = {
  'wiki-room-image': WikiRoomImage,
  'wiki-room-picture': WikiRoomPicture,
  'wiki-room-file': WikiRoomFile,
  'wiki-room-timeline': WikiRoomTimeline,
} as const;
