import { msg } from '@lit/localize';

/** What is there this soon is not waited for by anybody. Milliseconds. */
const atOnce = 300;

/**
 * Puts text on the clipboard; the element around it all (`asides.ts`) says beside what was pressed that it is there, or why
 * not. It is told at once: a button may be gone by then, and where it was is where the words are looked for.
 */
export function copy({ currentTarget }: Event, text: string | Promise<string>, done = msg('Copied')): void {
  const tell = (detail: Promise<string>): unknown =>
    currentTarget?.dispatchEvent(new CustomEvent('wiki-room-tell-beside', { bubbles: true, composed: true, detail }));
  const written = write(text).then(
    () => done,
    () => msg('The browser did not allow copying.'),
  );
  tell(isLate(written).then(() => msg('Preparing the text')));
  tell(written);
}

async function write(text: string | Promise<string>): Promise<void> {
  await navigator.clipboard.writeText(await text);
}

/** Never, where it is not. */
function isLate(work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atOnce);
    void work.then(() => clearTimeout(timer));
  });
}
