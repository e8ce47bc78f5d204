import type { LitElement, ReactiveController } from 'lit';
import type { ElementLook } from './settings.ts';
import { pageColours } from './theme.ts';

/** Where a page says that it looks different now, or is in another language. */
const watched = {
  attributes: true,
  attributeFilter: ['class', 'style', 'data-theme', 'data-bs-theme', 'data-look', 'lang', 'dir'],
};

/** Follows the colours of the page around an element, and gives them to its styles as `--_page-…`. */
export class ThemeController implements ReactiveController {
  readonly #host: LitElement & { readonly look: Pick<ElementLook, 'theme'> };
  readonly #updated: () => void;
  readonly #sheet = new CSSStyleSheet();
  readonly #system = matchMedia('(prefers-color-scheme: dark)');
  readonly #observer = new MutationObserver(() => this.#soon());
  #frame: number | undefined;
  #rules = '';

  /** `updated`: the page may look different, or be in another language; its colours have been read. */
  constructor(host: LitElement & { readonly look: Pick<ElementLook, 'theme'> }, updated: () => void) {
    this.#host = host;
    this.#updated = updated;
    host.addController(this);
  }

  hostConnected(): void {
    const { documentElement, body } = this.#host.ownerDocument;
    for (const element of [documentElement, body, this.#host]) this.#observer.observe(element, watched);
    document.addEventListener('load', this.#loaded, true);
    this.#system.addEventListener('change', this.#soon);
    this.update();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    document.removeEventListener('load', this.#loaded, true);
    this.#system.removeEventListener('change', this.#soon);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  /** Reads the colours again. */
  update(): void {
    const { dark, ...colours } = pageColours(this.#host, this.#host.look.theme);
    const properties = Object.keys(colours) as (keyof typeof colours)[];
    const rules = `:host {
      color-scheme: ${dark ? 'dark' : 'light'};
      ${properties.map((name) => `--_page-${kebab(name)}: ${colours[name]};`).join(' ')}
    }`;
    if (rules !== this.#rules) {
      this.#rules = rules;
      this.#sheet.replaceSync(rules);
    }
    // Attributes may be told of before there is a shadow root.
    const sheets = this.#host.shadowRoot?.adoptedStyleSheets;
    if (sheets !== undefined && !sheets.includes(this.#sheet)) sheets.push(this.#sheet);
    this.#updated();
  }

  /** A style sheet that comes late says nothing else of itself. */
  readonly #loaded = ({ target }: Event): void => {
    if (target instanceof HTMLLinkElement) this.#soon();
  };

  readonly #soon = (): void => {
    // A page that fades from one look to the other is read again when it is done.
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.update();
      setTimeout(() => this.#host.isConnected && this.update(), 400);
    });
  };
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
