import type { RoomContext } from './event-view.ts';
import type { Mentions } from './mentions.ts';

/** What turning text into parts asks about the message around it. */
export interface PartContext {
  readonly room: RoomContext;
  readonly mentions: Mentions;
}
