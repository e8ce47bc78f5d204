import { msg } from '@lit/localize';

/**
 * Puts text on the clipboard; the element around it all (`asides.ts`) says beside what was pressed that it is there, or why
 * not. It is told at once: a button may be gone by then, and where it was is where the words are looked for.
 */
export function copy({ currentTarget }: Event, text: string, done = msg('Copied')): void {
  const detail = write(text).then(
    () => done,
    () => msg('The browser did not allow copying.'),
  );
  currentTarget?.dispatchEvent(
    new CustomEvent<Promise<string>>('wiki-room-tell-beside', { bubbles: true, composed: true, detail }),
  );
}

async function write(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
