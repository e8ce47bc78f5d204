import type { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { TimelineRow } from '../../protocol/row.ts';
import type { RoomContext } from '../content/event-view.ts';
import type { AudienceMember } from '../rooms/room-audience.ts';
import type { Fields } from '../shape.ts';
import type { TimelineEntry } from '../timeline/timeline-entry.ts';

/** What sending asks of a room. */
export interface OutboxRoom {
  readonly roomId: string;
  readonly encrypted: boolean;
  /** `undefined` until the sync has brought the room. */
  readonly membership: { readonly kind: string } | undefined;
  readonly context: RoomContext;
  readonly encryption: {
    remember(): void;
    /** Members may have come and gone unnoticed: {@link ready} asks for them anew. */
    membersMissed(): void;
    ready(): Promise<void>;
    /** Rejects `crypto-failed` with detail `identity-changed` where somebody who was verified has another identity. */
    encrypt(event: MatrixEvent): Promise<void>;
    /** Those of them of whom that is so. */
    changedIdentities(userIds: readonly string[]): Promise<readonly string[]>;
    acceptIdentities(userIds: readonly string[]): Promise<void>;
    peek(entries: readonly TimelineEntry[]): Promise<void>;
  };
  readonly audience: {
    at(time: number): readonly string[] | undefined;
    recipients(): Promise<readonly AudienceMember[]>;
  };
  readonly timeline: {
    readonly topic: { readonly rows: readonly TimelineRow[]; readonly live: boolean };
    /** The rows are of all that is known. */
    readonly isTold: boolean;
    /** How often a hole was not filled: what came in it is not told. */
    readonly drops: number;
    has(eventId: string): boolean;
    entry(eventId: string): SentEvent | undefined;
    /** What it says now, as far as is known. */
    newestContent(eventId: string): Fields | undefined;
    /** As {@link entry}, asked for where it is not known. Rejects with what may pass. */
    fetch(eventId: string): Promise<SentEvent | undefined>;
  };
  follow(listener: () => void): () => void;
}

export interface SentEvent {
  readonly replyTo: string | undefined;
  readonly thread: string | undefined;
  readonly raw: { readonly sender: string };
  /** It was deleted. */
  readonly redaction?: unknown;
}
