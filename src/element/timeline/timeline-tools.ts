import { textOfMessage } from '../../room/timeline/text-of-message.ts';
import { RovingFocus } from './roving-focus.ts';

/** What a reader uses the timeline with; it comes with what is done in a room. */
export const timelineTools = { RovingFocus, textOfMessage };

export type TimelineTools = typeof timelineTools;
