/** The language an element is in, also across shadow roots; the browser's where no `lang` is set. */
export function languageOf(element: Element): string {
  let current: Element | null = element;
  while (current !== null) {
    const holder: Element | null = current.closest('[lang]');
    const lang = holder?.getAttribute('lang');
    if (lang !== null && lang !== undefined && lang !== '') return lang;
    const root: Node = current.getRootNode();
    current = root instanceof ShadowRoot ? root.host : null;
  }
  return navigator.language;
}
