import type { FrameSight } from '../protocol/frame.ts';

/** What an element cannot see for itself where it stands in a frame. */
export interface RoomSurroundings {
  sight: FrameSight | undefined;
  /** Address of the room in a tab of its own, for what a browser allows only there. */
  ownTab: string | undefined;
}

/** `<wiki-room>` as the frame's page uses it: by its public side, and by what the two have between them. */
export interface RoomElement extends HTMLElement {
  room: string | undefined;
  homeserver: string | undefined;
  issuer: string | undefined;
  clientId: string | undefined;
  readOnly: boolean;
  withoutHeader: boolean;
  withoutComposer: boolean;
  signIn(): Promise<void>;
  signOut(): Promise<void>;
  showEvent(eventId: string): Promise<void>;
  focusComposer(): void;
}

/** The element's class, once its script is there. */
export interface RoomElementClass {
  readonly surroundings: RoomSurroundings;
}
