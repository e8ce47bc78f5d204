import type { EngineLink } from '../../protocol/engine-link.ts';
import type { OutboxRecord } from '../../protocol/outbox.ts';
import type { RoomStore } from '../../protocol/room-store.ts';
import type { MessageRow, TimelineRow } from '../../protocol/row.ts';

/** What the composer needs of the timeline. */
export interface ComposerTimeline {
  showEcho(record: OutboxRecord): void;
  lastOwnEditable(): MessageRow | undefined;
  row(id: string): TimelineRow | undefined;
  subscribe(listener: () => void): () => void;
  retry(txnId: string): Promise<void>;
  removeFailed(txnId: string): Promise<void>;
}

export interface ComposerOptions {
  readonly link: EngineLink;
  readonly store: RoomStore;
  /** The room's address: key of drafts and commands. */
  readonly room: string;
  readonly timeline: ComposerTimeline;
}
