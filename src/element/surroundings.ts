import type { FrameSight } from '../protocol/frame.ts';

/**
 * What a document cannot tell where it is shown in a frame of another origin; the page of the frame sets it. Empty in a
 * page: everything is seen from there.
 */
export const surroundings: {
  /** Set: this is a frame, and that is how much of it the reader sees. */
  sight: FrameSight | undefined;
  /** Address of the room in a tab of its own, for what a browser allows only there. */
  ownTab: string | undefined;
} = { sight: undefined, ownTab: undefined };
