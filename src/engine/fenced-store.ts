import type { EngineStore } from '../protocol/engine-store.ts';
import { WikiRoomError } from '../protocol/error.ts';

/** The store until `signal` is aborted; from then on nothing is written any more. */
export function fencedStore(store: EngineStore, signal: AbortSignal): EngineStore {
  const write = <Args extends unknown[]>(method: (...args: Args) => Promise<void>) => {
    return (...args: Args): Promise<void> =>
      signal.aborted ? Promise.reject(new WikiRoomError('engine-lost', 'the engine has stopped')) : method(...args);
  };
  return {
    persistent: store.persistent,
    isNew: store.isNew,
    onRemoved: (listener) => store.onRemoved(listener),
    isNewest: () => store.isNewest(),
    session: () => store.session(),
    otherUsers: () => store.otherUsers(),
    wasEnded: () => store.wasEnded(),
    storedRoom: (room) => store.storedRoom(room),
    roomsToCheck: () => store.roomsToCheck(),
    outbox: (roomId) => store.outbox(roomId),
    outboxRecord: (txnId) => store.outboxRecord(txnId),
    outboxFile: (txnId) => store.outboxFile(txnId),
    drafts: () => store.drafts(),
    saveSession: write((session) => store.saveSession(session)),
    wipeAccount: write((ended) => store.wipeAccount(ended)),
    setOutboxState: write((txnId, state) => store.setOutboxState(txnId, state)),
    setOutboxMarks: write((txnId, marks) => store.setOutboxMarks(txnId, marks)),
    removeFromOutbox: write((txnId) => store.removeFromOutbox(txnId)),
    saveRoom: write((room, stored) => store.saveRoom(room, stored)),
    dropRoom: write((room, roomId) => store.dropRoom(room, roomId)),
    roomsChecked: write(() => store.roomsChecked()),
  };
}
