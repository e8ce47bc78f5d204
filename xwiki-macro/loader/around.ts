import type { WikiSettings } from './settings.ts';

/** The number of unread messages of the space's room, on the Chat tab and in the top bar, as soon as it is known. */
export function showUnread({ room }: WikiSettings): void {
  document.addEventListener('wiki-room-unread-changed', (event) => {
    const { target, detail } = event as CustomEvent<{ messages: number }>;
    if (!(target instanceof HTMLElement) || target.getAttribute('room') !== room) return;
    for (const id of ['wikiroom.chatlink', 'wiki-room-open']) {
      const label = document.getElementById(id);
      if (!label) continue;
      const count = label.querySelector('.itemCount') ?? label.appendChild(document.createElement('span'));
      count.className = 'itemCount';
      count.textContent = detail.messages > 0 ? ` (${detail.messages})` : '';
    }
  });
}

/**
 * The button in the top bar opens and closes the sheet beside the page, which can be read and written meanwhile; the room in
 * it starts when it is seen.
 */
export function openSheet(): void {
  const find = (): HTMLDialogElement | null => document.querySelector('dialog#wiki-room-sheet');
  document.addEventListener('click', ({ target }) => {
    const sheet = find();
    if (!sheet || !(target as Element).closest('#wiki-room-open,#wiki-room-close')) return;
    if (sheet.open) sheet.close();
    else sheet.show();
  });
  // Seen before the room takes it, which may have a use of its own for the key.
  const keyDown = (event: KeyboardEvent): void => {
    const sheet = find();
    if (event.key !== 'Escape' || !sheet?.open || !event.composedPath().includes(sheet)) return;
    setTimeout(() => {
      if (!event.defaultPrevented) sheet.close();
    });
  };
  document.addEventListener('keydown', keyDown, true);
}
