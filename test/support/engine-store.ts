import { randomUUID } from 'node:crypto';

import type { StoredDraft } from '../../src/protocol/draft.ts';
import type { EngineStore } from '../../src/protocol/engine-store.ts';
import type { MessageDraft, OutboxMarks, OutboxRecord, OutboxState } from '../../src/protocol/outbox.ts';
import type { StoredRoom } from '../../src/protocol/room-store.ts';
import type { StoredSession } from '../../src/protocol/session.ts';

/** A store that keeps everything in memory, and outlives the engines that are tried on it. */
export class TestEngineStore implements EngineStore {
  readonly persistent: boolean;
  readonly isNew: boolean;
  readonly rooms = new Map<string, StoredRoom>();
  records: OutboxRecord[] = [];
  readonly files = new Map<string, Blob>();
  stored: StoredSession | undefined;
  ended: string | undefined;
  /** How often each method that writes was called. */
  readonly writes: string[] = [];

  constructor({ persistent = true, isNew = false }: { persistent?: boolean; isNew?: boolean } = {}) {
    this.persistent = persistent;
    this.isNew = isNew;
  }

  /** As the page does it. */
  write(roomId: string, draft: MessageDraft, at = Date.now(), file?: Blob): OutboxRecord {
    const record: OutboxRecord = { txnId: randomUUID(), roomId, at, draft, state: { kind: 'waiting' } };
    this.records = [...this.records, record];
    if (file !== undefined) this.files.set(record.txnId, file);
    return record;
  }

  removed: () => void = () => undefined;
  onRemoved(listener: () => void): void {
    this.removed = listener;
  }

  async isNewest(): Promise<boolean> {
    return true;
  }
  async session(): Promise<StoredSession | undefined> {
    return this.stored;
  }
  async saveSession(session: StoredSession): Promise<void> {
    this.writes.push('saveSession');
    this.stored = session;
  }
  /** Several of these are in one process, and know nothing of each other. */
  async otherUsers(): Promise<undefined> {
    return undefined;
  }
  async wasEnded(): Promise<boolean> {
    return this.stored === undefined && this.ended !== undefined;
  }
  async wipeAccount(ended?: string): Promise<void> {
    this.writes.push('wipeAccount');
    this.ended = ended;
    this.stored = undefined;
    this.records = [];
    this.written = [];
    this.rooms.clear();
  }
  async outbox(roomId?: string): Promise<readonly OutboxRecord[]> {
    return this.records.filter((record) => roomId === undefined || record.roomId === roomId);
  }
  async outboxRecord(txnId: string): Promise<OutboxRecord | undefined> {
    return this.records.find((record) => record.txnId === txnId);
  }
  async setOutboxState(txnId: string, state: OutboxState): Promise<void> {
    this.writes.push('setOutboxState');
    this.records = this.records.map((record) => (record.txnId === txnId ? { ...record, state } : record));
  }
  async outboxFile(txnId: string): Promise<Blob | undefined> {
    return this.files.get(txnId);
  }
  async setOutboxMarks(txnId: string, marks: OutboxMarks): Promise<void> {
    this.writes.push('setOutboxMarks');
    this.records = this.records.map((record) =>
      record.txnId === txnId ? { ...record, marks: { ...record.marks, ...marks } } : record,
    );
  }
  async removeFromOutbox(txnId: string): Promise<void> {
    this.writes.push('removeFromOutbox');
    this.records = this.records.filter((record) => record.txnId !== txnId);
  }
  written: StoredDraft[] = [];
  async drafts(): Promise<readonly StoredDraft[]> {
    return this.written;
  }
  async storedRoom(room: string): Promise<StoredRoom | undefined> {
    return this.rooms.get(room);
  }
  async saveRoom(room: string, stored: StoredRoom): Promise<void> {
    this.writes.push('saveRoom');
    this.rooms.set(room, stored);
  }
  async dropRoom(room: string, roomId?: string): Promise<void> {
    this.writes.push('dropRoom');
    for (const [address, stored] of this.rooms) {
      if (address === room || (roomId !== undefined && stored.room.roomId === roomId)) this.rooms.delete(address);
    }
  }
  checked = false;
  async roomsToCheck(): Promise<readonly string[]> {
    const roomIds = [...this.rooms.values()].map((stored) => stored.room.roomId ?? '');
    return this.checked ? [] : [...new Set(roomIds)];
  }
  async roomsChecked(): Promise<void> {
    this.writes.push('roomsChecked');
    this.checked = true;
  }
}
