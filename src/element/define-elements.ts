import { WikiRoom } from './wiki-room.ts';

/** Registers `<wiki-room>`. Where another copy of the script came first, that one stays, in all of its parts. */
export function defineElements(): void {
  const existing = customElements.get('wiki-room');
  if (existing === undefined) {
    customElements.define('wiki-room', WikiRoom);
  } else if (existing !== WikiRoom) {
    // eslint-disable-next-line no-console -- whoever maintains the page must learn of it, once
    console.warn('<wiki-room> is defined already; the first copy of the script is used.');
  }
}
