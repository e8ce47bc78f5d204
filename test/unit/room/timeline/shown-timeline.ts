import { TimelineViewModel } from '../../../../src/room/timeline/timeline-view-model.ts';
import { MemoryRoomStore, ScriptedLink } from '../../../support/scripted-link.ts';

export const address = '#alpha:example.org';
export const roomId = '!alpha:example.org';

export function create(link = new ScriptedLink(), store = new MemoryRoomStore()) {
  const viewModel = new TimelineViewModel({
    link,
    store,
    room: address,
    account: { userId: '@alice:example.org', deviceId: 'D', expired: false },
    host: { url: 'https://wiki.example.org/', title: '', language: 'en' },
  });
  return { viewModel, link, store };
}
