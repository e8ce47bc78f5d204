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

/** The button in the top bar opens and closes the sheet; the room in it starts when it is seen. */
export function openSheet(): void {
  document.addEventListener('click', ({ target }) => {
    const button = (target as Element).closest('#wiki-room-open,#wiki-room-close');
    const sheet = document.getElementById('wiki-room-sheet') as HTMLDialogElement | null;
    if (!button || !sheet) return;
    if (sheet.open) sheet.close();
    else sheet.showModal();
  });
}
