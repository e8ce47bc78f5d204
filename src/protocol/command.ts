import type { CryptoSnapshot, ConnectionSnapshot, RoomSnapshot, TimelineUpdate } from './room.ts';
import type { Credential, SessionSnapshot } from './session.ts';
import type { MediaSource } from './media.ts';
import type { MessageDraft, OutboxSnapshot } from './outbox.ts';

/**
 * What a view may ask of the engine: arguments and result of each command. Rooms are named by the address the element
 * was given (see `room-address.ts`); the engine resolves it. Every command may reject with a `WikiRoomError`.
 * Every command can be sent again without harm.
 */
export interface Commands {
  /** Makes a Matrix session. Rejects: sign-in-failed, account-locked, homeserver-unreachable. */
  'sign-in': { args: { readonly credential: Credential }; result: void };
  /**
   * Ends the Matrix session and removes every local trace, also when the homeserver does not answer. `records`: whose
   * (`recordsOf`); nothing is done where somebody else has signed in meanwhile.
   */
  'sign-out': { args: { readonly records?: string }; result: void };
  /** Try the connection now rather than at `retryAt`. */
  'retry-connection': { args: Record<string, never>; result: void };
  /** Whether its end would take something away, or hold it up: a message that waits, a session that nothing has stored. */
  'is-needed': { args: Record<string, never>; result: { readonly needed: boolean } };

  /** Joins, or accepts an invitation. */
  join: { args: { readonly room: string }; result: void };
  /** Servers that know the room (`via`): the reader's own may have to ask them for it. */
  'name-servers': { args: { readonly room: string; readonly servers: readonly string[] }; result: void };
  knock: { args: { readonly room: string; readonly reason?: string }; result: void };
  /** Declines an invitation, takes back a knock, or leaves. */
  leave: { args: { readonly room: string }; result: void };
  /** Loads about `count` older events. */
  'load-older': { args: { readonly room: string; readonly count: number }; result: void };
  /**
   * Loads back until the event is among the rows, or the one that it changes or is a reaction to, and gives that one.
   * Rejects with room-not-found detail `event` where it is not had.
   */
  'find-event': {
    args: { readonly room: string; readonly eventId: string };
    result: { readonly eventId: string };
  };
  /** `fullyRead`: up to where the reader has left nothing out, `m.fully_read`. */
  'mark-read': {
    args: { readonly room: string; readonly eventId: string; readonly fullyRead?: string; readonly private: boolean };
    result: void;
  };
  typing: { args: { readonly room: string; readonly typing: boolean }; result: void };
  /** The outbox of this room changed in the store: send what waits. */
  'outbox-changed': { args: { readonly roomId: string }; result: void };
  /** How large the event would be, in bytes of JSON after encryption; the limit is 65,536. */
  measure: {
    args: { readonly room: string } & Pick<MessageDraft, 'text' | 'edits' | 'replyTo' | 'thread'>;
    result: { readonly bytes: number; readonly limit: number };
  };
  /** What was copied from a page, as Markdown; none where nothing in it is formatted. */
  'markdown-of': { args: { readonly html: string }; result: { readonly markdown?: string } };
  /** The largest file that may be sent, in bytes. */
  'upload-limit': { args: Record<string, never>; result: { readonly bytes: number } };

  /** Downloads through authenticated media and decrypts; the blob's type comes from a list of harmless ones. */
  media: {
    args: {
      readonly source: MediaSource;
      readonly mime: string;
      readonly thumbnail?: { readonly width: number; readonly height: number };
    };
    result: Blob;
  };

  /** Opens secret storage with the recovery key or passphrase, restores the backup, cross-signs this device. */
  recover: { args: { readonly secret: string }; result: void };
  /** The account's first recovery key, not in use yet; asked for by a click in our own view. */
  'make-recovery-key': { args: Record<string, never>; result: { readonly recoveryKey: string } };
  /** Its owner has put it away: makes secret storage with it. */
  'use-recovery-key': { args: { readonly recoveryKey: string }; result: void };
}

export type CommandName = keyof Commands;

/** What a view may follow: the key a topic takes and the updates it gives. The newest value comes at once. */
export interface Topics {
  session: { key: ''; update: SessionSnapshot };
  connection: { key: ''; update: ConnectionSnapshot };
  crypto: { key: ''; update: CryptoSnapshot };
  /** Key: the room's address. Following it opens the room. */
  room: { key: string; update: RoomSnapshot };
  /** Key: the room's address. Starts with a reset. */
  timeline: { key: string; update: TimelineUpdate };
  /** Key: the room id. */
  outbox: { key: string; update: OutboxSnapshot };
}

export type TopicName = keyof Topics;

export const commandNames = [
  'sign-in',
  'sign-out',
  'retry-connection',
  'is-needed',
  'name-servers',
  'join',
  'knock',
  'leave',
  'load-older',
  'find-event',
  'mark-read',
  'typing',
  'outbox-changed',
  'measure',
  'markdown-of',
  'upload-limit',
  'media',
  'recover',
  'make-recovery-key',
  'use-recovery-key',
] as const satisfies readonly CommandName[];

export const topicNames = [
  'session',
  'connection',
  'crypto',
  'room',
  'timeline',
  'outbox',
] as const satisfies readonly TopicName[];
