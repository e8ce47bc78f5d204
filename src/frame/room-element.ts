import type { RoomSurroundings } from '../protocol/frame.ts';

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
