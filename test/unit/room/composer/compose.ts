import type { OutboxRecord } from '../../../../src/protocol/outbox.ts';
import type { MessageRow } from '../../../../src/protocol/row.ts';
import { ComposerViewModel } from '../../../../src/room/composer/composer-view-model.ts';
import { MemoryRoomStore, ScriptedLink } from '../../../support/scripted-link.ts';
import { settled } from '../started.ts';

export const room = '#alpha:example.org';
export const roomId = '!alpha:example.org';

const composers: ComposerViewModel[] = [];

export function disposeAll(): void {
  composers.splice(0).forEach((composer) => composer.dispose());
}

/** A composer over a store and a link that are played. */
export async function compose(
  rows: readonly MessageRow[] = [],
  store = new MemoryRoomStore(),
  link = new ScriptedLink(),
) {
  const echoes: OutboxRecord[] = [];
  const composer = new ComposerViewModel({
    link,
    store,
    room,
    timeline: {
      showEcho: (record) => echoes.push(record),
      retry: async () => undefined,
      removeFailed: (txnId) => store.removeFromOutbox(txnId),
      lastOwnEditable: () => rows.findLast(({ own }) => own),
      row: (id) => rows.find((row) => row.id === id),
    },
  });
  composers.push(composer);
  composer.setRoomId(roomId);
  await settled();
  return { composer, echoes, store, link, snapshot: () => composer.getSnapshot() };
}
