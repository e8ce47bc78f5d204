import { fixture, html } from '@open-wc/testing';
import type { WikiRoomComposer } from '../../src/element/composer/composer.ts';
import { defineParts } from '../../src/element/tools/tools.ts';
import type { OutboxRecord } from '../../src/protocol/outbox.ts';
import { ComposerViewModel } from '../../src/room/composer/composer-view-model.ts';
import { MemoryRoomStore } from './scripted-link.ts';
import type { ScriptedLink } from './scripted-link.ts';

/** The composer of a room in which nothing was written yet. */
export async function mountComposer(link: ScriptedLink) {
  defineParts();
  const echoes: OutboxRecord[] = [];
  const viewModel = new ComposerViewModel({
    link,
    store: new MemoryRoomStore(),
    room: '#alpha:example.org',
    timeline: {
      showEcho: (record) => echoes.push(record),
      retry: async () => undefined,
      removeFailed: async () => undefined,
      lastOwnEditable: () => undefined,
      row: () => undefined,
      subscribe: () => () => undefined,
    },
  });
  viewModel.setRoomId('!alpha:example.org');
  const element = await fixture<WikiRoomComposer>(html`<wiki-room-composer></wiki-room-composer>`);
  element.viewModel = viewModel;
  element.roomName = 'Alpha';
  await element.updateComplete;
  const root = element.renderRoot as ShadowRoot;
  return { element, viewModel, echoes, root, field: root.querySelector('textarea') as HTMLTextAreaElement };
}
