import type { EngineStore } from '../protocol/engine-store.ts';
import type { MessageDraft, OutboxMarks, OutboxRecord, OutboxState } from '../protocol/outbox.ts';
import { isHalted, waitingAgain } from '../protocol/outbox.ts';
import type { AccountMarker } from '../protocol/services.ts';
import type { StoredSession } from '../protocol/session.ts';
import { accountOf } from './account-id.ts';
import { accountMarker } from './account-marker.ts';
import { asMemoryRequest, memoryChannelName } from './memory-wire.ts';
import type { MemoryQuestion, MemoryResponse } from './memory-wire.ts';

/** The store of an engine that cannot write anything: it lives as long as the engine, and serves the pages' part. */
export function createMemoryEngineStore(homeserver: string): EngineStore {
  const store = new MemoryEngineStore();
  if (typeof BroadcastChannel === 'function') {
    const channel = new BroadcastChannel(memoryChannelName(homeserver));
    channel.onmessage = (event: MessageEvent<unknown>) => {
      const request = asMemoryRequest(event.data);
      if (request === undefined || (request.account !== '' && request.account !== store.account)) return;
      const response: MemoryResponse = { to: request.from, id: request.id, value: store.answer(request.ask) };
      channel.postMessage(response);
    };
  }
  return store;
}

class MemoryEngineStore implements EngineStore {
  readonly persistent = false;
  readonly isNew = true;
  #session: StoredSession | undefined;
  #outbox: OutboxRecord[] = [];
  readonly #files = new Map<string, Blob>();

  get account(): string | undefined {
    return this.#session && accountOf(this.#session.homeserver, this.#session);
  }

  /** What a page asked; a structured-cloneable value. */
  answer(ask: MemoryQuestion): unknown {
    switch (ask.kind) {
      case 'account':
        return this.#marker();
      case 'add':
        return this.#add(ask.txnId, ask.roomId, ask.draft, ask.file);
      case 'list':
        return this.#recordsOf(ask.roomId);
      case 'retry':
        if (this.#outbox.some(({ txnId, state }) => txnId === ask.txnId && isHalted(state.kind))) {
          this.#setState(ask.txnId, waitingAgain(ask.agreed));
        }
        return undefined;
      case 'remove':
        this.#outbox = this.#outbox.filter(({ txnId }) => txnId !== ask.txnId);
        this.#files.delete(ask.txnId);
        return undefined;
    }
  }

  /** Memory goes with the engine alone. */
  onRemoved(): void {
    return undefined;
  }
  /** Nobody else can open it. */
  isNewest(): Promise<boolean> {
    return Promise.resolve(true);
  }
  session(): Promise<StoredSession | undefined> {
    return Promise.resolve(this.#session);
  }
  saveSession(session: StoredSession): Promise<void> {
    const { account } = this;
    this.#session = session;
    if (this.account !== account) this.#forget();
    return Promise.resolve();
  }
  wipeAccount(): Promise<void> {
    this.#session = undefined;
    this.#forget();
    return Promise.resolve();
  }
  /** It knows of itself alone. */
  otherUsers(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  /** Whoever could ask is gone with it. */
  wasEnded(): Promise<boolean> {
    return Promise.resolve(false);
  }

  #forget(): void {
    this.#outbox = [];
    this.#files.clear();
  }
  outbox(roomId?: string): Promise<readonly OutboxRecord[]> {
    return Promise.resolve(this.#recordsOf(roomId));
  }

  #recordsOf(roomId: string | undefined): readonly OutboxRecord[] {
    return this.#outbox.filter((record) => roomId === undefined || record.roomId === roomId);
  }
  outboxRecord(txnId: string): Promise<OutboxRecord | undefined> {
    return Promise.resolve(this.#outbox.find((record) => record.txnId === txnId));
  }
  setOutboxState(txnId: string, state: OutboxState): Promise<void> {
    this.#setState(txnId, state);
    return Promise.resolve();
  }
  outboxFile(txnId: string): Promise<Blob | undefined> {
    return Promise.resolve(this.#files.get(txnId));
  }
  setOutboxMarks(txnId: string, marks: OutboxMarks): Promise<void> {
    this.#outbox = this.#outbox.map((record) =>
      record.txnId === txnId ? { ...record, marks: { ...record.marks, ...marks } } : record,
    );
    return Promise.resolve();
  }
  removeFromOutbox(txnId: string): Promise<void> {
    this.answer({ kind: 'remove', txnId });
    return Promise.resolve();
  }
  /** Pages keep theirs themselves. */
  drafts(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }
  storedRoom(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  /** First paint comes from the disk or not at all. */
  saveRoom(): Promise<void> {
    return Promise.resolve();
  }
  dropRoom(): Promise<void> {
    return Promise.resolve();
  }
  roomsToCheck(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }
  roomsChecked(): Promise<void> {
    return Promise.resolve();
  }

  #marker(): AccountMarker | undefined {
    return this.#session && accountMarker(this.#session);
  }

  #add(txnId: string, roomId: string, draft: MessageDraft, file: Blob | undefined): OutboxRecord {
    const known = this.#outbox.find((record) => record.txnId === txnId);
    if (known !== undefined) return known;
    const at = Math.max(Date.now(), (this.#outbox.at(-1)?.at ?? 0) + 1);
    const record: OutboxRecord = { txnId, roomId, at, draft, state: { kind: 'waiting' } };
    this.#outbox.push(record);
    if (file !== undefined) this.#files.set(record.txnId, file);
    return record;
  }

  #setState(txnId: string, state: OutboxState): void {
    this.#outbox = this.#outbox.map((record) => (record.txnId === txnId ? { ...record, state } : record));
  }
}
