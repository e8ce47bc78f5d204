import { metaContent } from '../settings.ts';

/**
 * The language an element is in, also across shadow roots; for what is in a room, that of the page's
 * `<meta name="wiki-room:lang">` goes before that of the page. The browser's where none is set.
 */
export function languageOf(element: Element): string {
  let current: Element | null = element;
  while (current !== null) {
    const said = current.localName === 'wiki-room' && (current.getAttribute('lang') ?? '') === '';
    const lang =
      (said && metaContent(current.ownerDocument, 'lang')) ||
      current.closest('[lang]:not([lang=""])')?.getAttribute('lang');
    if (lang !== null && lang !== undefined && lang !== '') return lang;
    const root: Node = current.getRootNode();
    current = root instanceof ShadowRoot ? root.host : null;
  }
  return navigator.language;
}
