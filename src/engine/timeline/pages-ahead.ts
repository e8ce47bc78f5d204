import type { MessagePage } from './page-of-messages.ts';

type PageBefore = (from: string | undefined, limit: number) => Promise<MessagePage>;

/** Whoever scrolls back goes on: the page after the one they asked for is asked for in advance. */
export class PagesAhead {
  readonly #ask: PageBefore;
  #ahead: { readonly from: string; readonly page: Promise<MessagePage> } | undefined;

  constructor(ask: PageBefore) {
    this.#ask = ask;
  }

  /** Rejects with what the request may. */
  async page(from: string | undefined, limit: number): Promise<MessagePage> {
    const ahead = this.#ahead?.from === from ? this.#ahead?.page : undefined;
    this.#ahead = undefined;
    const page = (await ahead?.catch(() => undefined)) ?? (await this.#ask(from, limit));
    if (page.before !== undefined) {
      const next = this.#ask(page.before, limit);
      next.catch(() => undefined);
      this.#ahead = { from: page.before, page: next };
    }
    return page;
  }

  clear(): void {
    this.#ahead = undefined;
  }
}
