/** The script of `frame.html`. The element's own script lies beside it, the same that a page loads. */
import { openFrame } from './frame/open-frame.ts';
import { readFrameConfiguration } from './frame/frame-configuration.ts';
import type { RoomElementClass } from './frame/room-element.ts';

const beside = (file: string): string => new URL(file, import.meta.url).href;

void openFrame({
  window,
  configuration: () => readFrameConfiguration(beside('frame.json')),
  async loadElement() {
    await import(beside('wiki-room.js'));
    return (await customElements.whenDefined('wiki-room')) as unknown as RoomElementClass;
  },
});
