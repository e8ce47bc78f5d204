import type { RoomSurroundings } from '../protocol/frame.ts';

/** Empty in a page: everything is seen from there. */
export const surroundings: RoomSurroundings = { sight: undefined, ownTab: undefined, apart: false, ownHome: false };
