import type { OutboxRecord } from '../../../../src/protocol/outbox.ts';
import type { MessageRow, TimelineRow } from '../../../../src/protocol/row.ts';
import { ComposerViewModel } from '../../../../src/room/composer/composer-view-model.ts';
import { MemoryRoomStore, ScriptedLink } from '../../../support/scripted-link.ts';
import { settled } from '../started.ts';

export const room = '#alpha:example.org';
export const roomId = '!alpha:example.org';

const composers: ComposerViewModel[] = [];

export function disposeAll(): void {
  composers.splice(0).forEach((composer) => composer.dispose());
}

/** What is sent waits to be stored until the function that this gives is called. */
export function holdStoring(store: MemoryRoomStore): () => void {
  const add = store.addToOutbox.bind(store);
  const storing = Promise.withResolvers<void>();
  store.addToOutbox = async (...args) => {
    await storing.promise;
    return add(...args);
  };
  return storing.resolve;
}

/** A composer over a store and a link that are played; `changed` tells it that the rows are others. */
export async function compose(
  rows: readonly TimelineRow[] = [],
  store = new MemoryRoomStore(),
  link = new ScriptedLink(),
) {
  const echoes: OutboxRecord[] = [];
  const listeners = new Set<() => void>();
  const composer = new ComposerViewModel({
    link,
    store,
    room,
    timeline: {
      showEcho: (record) => echoes.push(record),
      retry: (txnId) => store.retryOutbox(txnId),
      removeFailed: (txnId) => store.removeFromOutbox(txnId),
      lastOwnEditable: () => rows.findLast((row): row is MessageRow => row.kind === 'message' && row.own),
      row: (id) => rows.find((row) => row.id === id),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
  composers.push(composer);
  composer.setRoomId(roomId);
  await settled();
  const changed = (): void => listeners.forEach((listener) => listener());
  return { composer, echoes, store, link, changed, snapshot: () => composer.getSnapshot() };
}
