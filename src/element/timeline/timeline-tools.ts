import { textOfMessage } from '../../room/timeline/text-of-message.ts';
import { haltOf } from '../message/halt.ts';
import { ReturnController } from '../return-controller.ts';
import { Halts } from './halts.ts';
import { ReadTracker } from './read-tracker.ts';
import { RovingFocus } from './roving-focus.ts';

/** What a reader uses the timeline with; it comes with what is done in a room. */
export const timelineTools = { Halts, ReadTracker, ReturnController, RovingFocus, haltOf, textOfMessage };

export type TimelineTools = typeof timelineTools;
