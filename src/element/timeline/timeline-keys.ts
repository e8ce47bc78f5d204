/** What a key means on a message of the timeline; `undefined`: nothing, the key is the page's. */
export type TimelineKey =
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'edge'; readonly to: 'first' | 'last' }
  | { readonly kind: 'page'; readonly by: 1 | -1 }
  | { readonly kind: 'actions' | 'reply' | 'edit' | 'unread' | 'escape' };

/** Keys with a modifier are the browser's; letters with Shift are, too. */
export function timelineKey(event: KeyboardEvent): TimelineKey | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const isLetter = event.key.length === 1;
  if (isLetter && event.shiftKey) return undefined;
  // Caps Lock makes it a capital.
  switch (isLetter ? event.key.toLowerCase() : event.key) {
    case 'ArrowUp':
      return { kind: 'move', by: -1 };
    case 'ArrowDown':
      return { kind: 'move', by: 1 };
    case 'Home':
      return { kind: 'edge', to: 'first' };
    case 'End':
      return { kind: 'edge', to: 'last' };
    case 'PageUp':
      return { kind: 'page', by: -1 };
    case 'PageDown':
      return { kind: 'page', by: 1 };
    case 'Enter':
      return { kind: 'actions' };
    case 'r':
      return { kind: 'reply' };
    case 'e':
      return { kind: 'edit' };
    case 'n':
      return { kind: 'unread' };
    case 'Escape':
      return { kind: 'escape' };
    default:
      return undefined;
  }
}
