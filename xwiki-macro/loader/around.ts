import type { WikiSettings } from './settings.ts';

/** The number of unread messages of the space's room, on the Chat tab and in the top bar, as soon as it is known. */
export function showUnread({ room }: WikiSettings): void {
  document.addEventListener('wiki-room-unread-changed', (event) => {
    const { messages } = (event as CustomEvent<{ messages: number }>).detail;
    const shown = (event.target as Element).getAttribute('room');
    if (shown !== room && plain(shown) !== plain(room)) return;
    for (const label of document.querySelectorAll('#wikiroom\\.chatlink,#wiki-room-open')) {
      const count = label.querySelector('.itemCount') ?? label.appendChild(document.createElement('span'));
      count.className = 'itemCount';
      count.textContent = messages ? ` (${messages})` : '';
    }
  });
}

/** `alpha:example.org`, however an address of it is written: as an alias or an id, for matrix.to, with `matrix:`. */
function plain(room: string | null | undefined): string | undefined {
  const spelling = /^(.*#\/|matrix:\w+\/)?[#!]?(.+?)(\/\$|\/e\/|\?|$)/;
  return spelling.exec(decodeURIComponent(room as string))?.[2];
}

/** The dialog beside the page. */
export const sheetNow = (): HTMLDialogElement | null => document.querySelector('#wiki-room-sheet');

/**
 * The button in the top bar opens and closes the sheet beside the page, which can be read and written meanwhile; the room in
 * it starts when it is seen.
 */
export function openSheet(): void {
  const handle = (event: Event & Partial<KeyboardEvent>): void => {
    const target = event.target as Element;
    const sheet = sheetNow();
    if (!sheet) return;
    if (event.key) {
      // Seen before the room takes it, which may have a use of its own for the key.
      if (event.key === 'Escape' && !event.isComposing && sheet.contains(target))
        setTimeout(() => event.defaultPrevented || sheet.close());
    } else if (target.closest('#wiki-room-open,#wiki-room-close')) sheet[sheet.open ? 'close' : 'show']();
  };
  for (const type of ['click', 'keydown'] as const) document.addEventListener(type, handle, true);
}
