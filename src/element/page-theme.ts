import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { pageColours } from './theme.ts';

/** Keeps an element's colours in step with its page, in a sheet of its own: the page's markup stays as it is. */
export class PageTheme implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element & { readonly theme: string };
  readonly #sheet = new CSSStyleSheet();
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');
  readonly #page = new MutationObserver(() => this.#soon());
  #waiting = false;

  constructor(host: ReactiveControllerHost & Element & { readonly theme: string }) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    const root = this.#host.shadowRoot;
    if (root !== null && !root.adoptedStyleSheets.includes(this.#sheet)) {
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#sheet];
    }
    const { documentElement, body } = this.#host.ownerDocument;
    const attributes = { attributes: true, attributeFilter: ['class', 'style', 'data-theme', 'data-bs-theme'] };
    this.#page.observe(documentElement, attributes);
    this.#page.observe(body, attributes);
    this.#scheme.addEventListener('change', this.#soon);
    // A style sheet that comes late changes the page's colours.
    window.addEventListener('load', this.#soon);
    this.update();
  }

  hostDisconnected(): void {
    this.#page.disconnect();
    this.#scheme.removeEventListener('change', this.#soon);
    window.removeEventListener('load', this.#soon);
  }

  update(): void {
    const { surface, text, accent, onAccent, dark } = pageColours(this.#host, this.#host.theme);
    this.#sheet.replaceSync(`:host {
      color-scheme: ${dark ? 'dark' : 'light'};
      --_page-surface: ${surface};
      --_page-text: ${text};
      --_page-accent: ${accent};
      --_page-on-accent: ${onAccent};
    }`);
  }

  readonly #soon = (): void => {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      if (this.#host.isConnected) this.update();
    });
  };
}
