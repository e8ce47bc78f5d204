import type { ErrorCode, ErrorData } from './error.ts';

/**
 * What the element in a page (the shell) and the room in a frame of another origin say to each other: over one
 * `MessagePort`, handed over once with the greeting. Either side takes the other for a stranger: `src/frame` checks every
 * message, and what is not named here does not cross. Identifiers, names and text of messages have no place in it.
 */
export const frameVersion = 1;

/** What the page says of the room; whom the frame talks to is not among it: `frame.json` says that. */
export interface FrameSettings {
  /** As written in the page, at most 1024 characters. */
  readonly room: string;
  /** A language tag. */
  readonly language: string;
  readonly readOnly: boolean;
  readonly withoutHeader: boolean;
  readonly withoutComposer: boolean;
}

/** How the page looks where the element stands: values that were computed there, no styles. */
export interface FrameLook {
  /** Colours in the form `rgb(1 2 3)`. */
  readonly surface: string;
  readonly text: string;
  readonly accent: string;
  readonly dark: boolean;
  readonly direction: 'ltr' | 'rtl';
  readonly fontFamily: string;
  /** Pixels. */
  readonly fontSize: number;
}

/** What the frame cannot see for itself: the page around it, and how much of the frame is in the window. */
export interface FrameSight {
  /** The reader is on the page, outside of the frame. */
  readonly focused: boolean;
  /** Pixels from the frame's upper edge; equal: nothing is in view. */
  readonly top: number;
  readonly bottom: number;
}

/** What both sides take for a language tag: it becomes an attribute. */
export function isLanguageTag(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z\d-]{0,35}$/.test(value);
}

/** What both sides take for the id of an event. */
export function isEventId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 255 && /^\$[^\s\p{Cc}]+$/u.test(value);
}

/** What both sides take for names of fonts: it becomes the value of a custom property, and must not end it. */
export function isFontList(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 500 && !/[\p{Cc};{}]/u.test(value);
}

export interface FrameSurroundings {
  readonly settings: FrameSettings;
  readonly look: FrameLook;
  readonly sight: FrameSight;
}

/** The only message between the windows; its one port is all that is used afterwards. */
export interface FrameGreeting extends FrameSurroundings {
  readonly kind: 'wiki-room-connect';
  readonly version: typeof frameVersion;
}

/** None of them exports or deletes anything; `sign-out` makes the frame ask its reader. */
export type FrameCall =
  | { readonly name: 'sign-in' | 'sign-out' | 'focus-composer' }
  | { readonly name: 'show-event'; readonly eventId: string };

export type ShellMessage =
  | { readonly kind: 'settings'; readonly settings: FrameSettings }
  | { readonly kind: 'look'; readonly look: FrameLook }
  | { readonly kind: 'sight'; readonly sight: FrameSight }
  | { readonly kind: 'call'; readonly id: number; readonly call: FrameCall }
  /** To a `link`. */
  | { readonly kind: 'link-answer'; readonly id: number; readonly prevented: boolean };

export const frameStates = ['loading', 'signed-out', 'ready', 'offline', 'error'] as const;
export type FrameState = (typeof frameStates)[number];

export const frameEvents = ['ready', 'signed-in', 'signed-out', 'message-sent'] as const;

/** What the page learns: that something happened, never with whom or what was said. */
export type FrameNews =
  | { readonly kind: 'states'; readonly states: readonly FrameState[] }
  | { readonly kind: 'event'; readonly name: (typeof frameEvents)[number] }
  | { readonly kind: 'unread'; readonly messages: number; readonly mentions: number }
  | { readonly kind: 'error'; readonly code: ErrorCode }
  /** A click on a link that leads to the page's own origin: the page may keep it. Links elsewhere are not told. */
  | { readonly kind: 'link'; readonly id: number; readonly href: string };

export const refusals = ['not-allowed', 'not-configured', 'another-version', 'no-script'] as const;
/** Why the frame shows a sentence instead of a room. */
export type Refusal = (typeof refusals)[number];

export type FrameMessage =
  | { readonly kind: 'welcome' }
  | { readonly kind: 'refused'; readonly reason: Refusal }
  | FrameNews
  /** The end of a call; `code` where it failed. */
  | { readonly kind: 'result'; readonly id: number; readonly code?: ErrorCode };

/** What an element cannot see for itself where it stands in a frame; the frame's page sets it. */
export interface RoomSurroundings {
  /** Set: this is a frame, and that is how much of it the reader sees. */
  sight: FrameSight | undefined;
  /** Address of the room in a tab of its own, for what a browser allows only there. */
  ownTab: string | undefined;
  /** The page above is of another site: the browser keeps what is stored apart there, and may forget it. */
  apart: boolean;
  /** The script runs where the keys have their own home: which room is shown, others say. */
  ownHome: boolean;
}

/** The shell's end of the port. */
export interface FramePort {
  /** Tells what has changed. */
  update(part: Partial<FrameSurroundings>): void;
  /** Rejects with the frame's code, or `engine-lost` where the frame went away. Waits for a frame that has not greeted. */
  call(call: FrameCall): Promise<void>;
  /** What waits is rejected; a frame that greets later is taken in all the same. */
  giveUp(error: ErrorData): void;
  answerLink(id: number, prevented: boolean): void;
  close(): void;
}

export interface FramePortOptions {
  /** Not in the document yet; its `src` is set by the port. */
  readonly frame: HTMLIFrameElement;
  /** Absolute address of `frame.html`. */
  readonly url: string;
  readonly surroundings: () => FrameSurroundings;
  /** The frame shows the room. */
  readonly welcomed: () => void;
  /** The frame shows a sentence that says why not. */
  readonly refused: (error: ErrorData, reason: Refusal) => void;
  /** No frame greeted in time; it may still come. */
  readonly silent: () => void;
  readonly told: (news: FrameNews) => void;
}

/** Throws `wrong-settings` (detail `frame`) for an address that can be no frame. */
export type ConnectFrame = (options: FramePortOptions) => FramePort;
