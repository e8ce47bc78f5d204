import { fixture, html } from '@open-wc/testing';
import type { RoomSnapshot } from '../../src/protocol/room.ts';
import type { TimelineRow } from '../../src/protocol/row.ts';
import { MediaLoader } from '../../src/element/media/media-loader.ts';
import type { WikiRoomTimeline } from '../../src/element/timeline/timeline.ts';
import { timelineTools, defineParts as defineTools } from '../../src/element/tools/tools.ts';
import { defineParts as defineViews } from '../../src/element/views/define-views.ts';
import { TimelineViewModel } from '../../src/room/timeline/timeline-view-model.ts';
import { room } from './rows.ts';
import { MemoryRoomStore, ScriptedLink } from './scripted-link.ts';

export const address = '#alpha:example.org';

/** What the surrounding element would give: colours of a plain page. */
const colours: Readonly<Record<string, string>> = {
  '--_surface': '#fff',
  '--_text': '#222',
  '--_muted': '#595959',
  '--_line': '#ccc',
  '--_hover': '#f2f2f2',
  '--_accent': '#0b63b5',
  '--_danger': '#a51d2d',
  '--_warning': '#7a5200',
};

export interface MountedTimeline {
  readonly timeline: WikiRoomTimeline;
  readonly viewModel: TimelineViewModel;
  readonly link: ScriptedLink;
  readonly store: MemoryRoomStore;
  readonly scroller: HTMLElement;
  /** Drawn articles, in order. */
  articles(): HTMLElement[];
  /** The drawn line with this text in it. */
  line(text: string): HTMLElement;
  /** Everything has been drawn and placed. */
  settled(): Promise<void>;
}

export interface MountOptions {
  readonly link?: ScriptedLink;
  readonly older?: 'more' | 'none';
  readonly snapshot?: Partial<RoomSnapshot>;
  readonly height?: number;
  readonly width?: number;
}

/** A timeline with these rows in a document of its own place, 600 × 400 pixels unless told. */
export async function mountTimeline(
  rows: readonly TimelineRow[],
  { link = new ScriptedLink(), older = 'none', snapshot = {}, height = 400, width = 600 }: MountOptions = {},
): Promise<MountedTimeline> {
  defineViews();
  defineTools();
  const store = new MemoryRoomStore();
  link.setRows(address, rows, { older, live: true });
  const viewModel = new TimelineViewModel({
    link,
    store,
    room: address,
    account: { userId: '@alice:example.org', deviceId: 'DEVICE', expired: false },
    host: { url: 'https://wiki.example.org/', title: 'Alpha', language: 'en' },
  });
  viewModel.setRoom(room(snapshot));
  const place = await fixture<HTMLElement>(html`<div lang="en"></div>`);
  for (const name of Object.keys(colours)) place.style.setProperty(name, colours[name] ?? null);
  place.style.setProperty('background', '#fff');
  place.style.setProperty('color', '#222');
  place.style.setProperty('font', '16px sans-serif');
  const timeline = document.createElement('wiki-room-timeline');
  timeline.style.setProperty('block-size', `${height}px`);
  timeline.style.setProperty('inline-size', `${width}px`);
  timeline.viewModel = viewModel;
  timeline.media = new MediaLoader(link);
  timeline.tools = timelineTools;
  timeline.roomName = 'Alpha';
  place.append(timeline);
  await timeline.updateComplete;
  await frames(2);

  const root = timeline.renderRoot;
  const articles = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>('article')];
  return {
    timeline,
    viewModel,
    link,
    store,
    articles,
    scroller: root.querySelector<HTMLElement>('.scroller') as HTMLElement,
    line: (text) => {
      const found = [...root.querySelectorAll<HTMLElement>('.line')].find((line) => line.textContent.includes(text));
      if (found === undefined) throw new Error(`no line with "${text}"`);
      return found;
    },
    settled: async () => {
      await timeline.updateComplete;
      await frames(3);
    },
  };
}

export async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}
