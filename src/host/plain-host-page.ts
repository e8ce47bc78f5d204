import type { HostPage } from '../protocol/host-page.ts';

/** Any page: what its document says of itself, read anew each time (a page may change its title or address). */
export function createPlainHostPage(document: Document): HostPage {
  return {
    get url() {
      const url = new URL(document.URL);
      url.hash = '';
      return url.href;
    },
    get title() {
      return document.title;
    },
    get language() {
      return document.documentElement.lang || (document.defaultView?.navigator.language ?? 'en');
    },
  };
}
