import { MediaLoader } from '../../src/element/media/media-loader.ts';
import { defineParts as defineTools, timelineTools } from '../../src/element/tools/tools.ts';
import { defineParts } from '../../src/element/views/define-views.ts';
import { TimelineViewModel } from '../../src/room/timeline/timeline-view-model.ts';
import { createPlainHostPage } from '../../src/host/plain-host-page.ts';
import { room } from '../../test/support/rows.ts';
import { MemoryRoomStore, ScriptedLink } from '../../test/support/scripted-link.ts';
import { paintedPicture } from './painted-picture.ts';
import { timelineSamples } from './timeline-samples.ts';
import type { TimelineSample } from './timeline-samples.ts';

const address = '#alpha:example.org';

/** Timelines of every kind, each under its title. */
export function timelineSections(): readonly HTMLElement[] {
  defineParts();
  defineTools();
  return timelineSamples().map(section);
}

function section(sample: TimelineSample): HTMLElement {
  const place = document.createElement('section');
  place.id = sample.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const title = document.createElement('h2');
  title.textContent = sample.title;
  place.append(title, createTimeline(sample).timeline);
  return place;
}

export function createTimeline(sample: TimelineSample): {
  readonly timeline: HTMLElementTagNameMap['wiki-room-timeline'];
  readonly link: ScriptedLink;
} {
  const link = new ScriptedLink({ media: ({ source }) => paintedPicture(source.mxc) });
  const store = new MemoryRoomStore();
  store.records = [...(sample.records ?? [])];
  link.setRows(address, sample.rows, { older: 'none', live: true });
  const viewModel = new TimelineViewModel({
    link,
    store,
    room: address,
    account: { userId: '@alice:example.org', deviceId: 'DEVICE', expired: false },
    host: createPlainHostPage(document),
  });
  viewModel.setRoom(room(sample.readUpTo === undefined ? {} : { readUpTo: sample.readUpTo }));
  const timeline = document.createElement('wiki-room-timeline');
  timeline.viewModel = viewModel;
  timeline.tools = timelineTools;
  timeline.media = new MediaLoader(link);
  timeline.roomName = 'Alpha';
  return { timeline, link };
}
