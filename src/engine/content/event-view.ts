import type { Shield, UndecryptableCause } from '../../protocol/row.ts';

/**
 * An event as the row builder reads it: what the SDK knows, without the SDK. `content` is what a stranger sent: nothing
 * in it is trusted to have its shape.
 */
export interface EventView {
  readonly id: string;
  /** Decrypted type. */
  readonly type: string;
  readonly stateKey?: string;
  readonly senderId: string;
  readonly ts: number;
  /** Decrypted content; of an edited message the content of the first version. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly prevContent?: Readonly<Record<string, unknown>>;
  /** `m.new_content` of the newest valid edit. */
  readonly newContent?: Readonly<Record<string, unknown>>;
  /** `unsigned.transaction_id`, where this device sent it. */
  readonly txnId?: string;
  readonly redaction?: { readonly senderId?: string; readonly reason?: unknown };
  /** The event arrived encrypted (whether or not it could be read). */
  readonly encrypted: boolean;
  /** Set where it could not be decrypted. */
  readonly undecryptable?: UndecryptableCause;
  readonly shield?: Shield;
  /** Aggregated `m.annotation` relations: key → sender ids (each counted once). */
  readonly reactions: ReadonlyMap<string, ReadonlySet<string>>;
  /** The event this replies to. */
  readonly reply?: QuotedEvent;
  /** The event that began the thread this is in. */
  readonly thread?: QuotedEvent;
}

/** Another event that one speaks of; without content while it is loading or missing. */
export interface QuotedEvent {
  readonly id: string;
  readonly state: 'shown' | 'loading' | 'missing';
  readonly event?: EventView;
}

/** What the row builder asks about the room. */
export interface RoomContext {
  readonly ownUserId: string;
  /** Raw display name and avatar of a member at present, as the server tells them. */
  member(userId: string): { readonly name?: unknown; readonly avatar?: unknown } | undefined;
  /** Ids of other members whose name has the same skeleton as this one's; empty where there is none. */
  namesakes(userId: string): readonly string[];
  /** The room is encrypted: a plain message in it carries a shield. */
  readonly encrypted: boolean;
  /** The sender may notify the whole room (`notifications.room`). */
  mayNotifyRoom(userId: string): boolean;
}
