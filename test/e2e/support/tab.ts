import type { BrowserContext, CDPSession } from 'playwright-core';
import { RoomPage } from './room-page.ts';
import { stopRenderer } from './renderer-process.ts';
import { until } from './until.ts';

/** A room in a tab, as something that can be frozen, crashed and asked whether the engine runs in it. */
export class Tab extends RoomPage {
  #devtools: Promise<CDPSession> | undefined;
  #stopped: number | undefined;

  static async open(context: BrowserContext, url: string): Promise<Tab> {
    const tab = new Tab(await context.newPage());
    await tab.page.goto(url);
    return tab;
  }

  /** The engine's worker belongs to this tab. */
  get holds(): boolean {
    return this.page.workers().length > 0;
  }

  /** Resolves once the engine runs in this tab. */
  async becomesHolder(within = 10_000): Promise<void> {
    await until(() => Promise.resolve(this.holds), within);
  }

  /** The renderer process dies. */
  async crash(): Promise<void> {
    const crashed = this.page.waitForEvent('crash');
    void (await this.devtools).send('Page.crash').catch(() => undefined);
    await crashed;
  }

  /** Stops the renderer process as a whole, page and worker, without a word to them. */
  async freeze(): Promise<void> {
    this.#stopped = await stopRenderer(this.page);
  }

  thaw(): void {
    if (this.#stopped !== undefined) process.kill(this.#stopped, 'SIGCONT');
    this.#stopped = undefined;
  }

  /** Written, accepted by the homeserver, and shown once. */
  async showsOnceSent(text: string, timeout = 30_000): Promise<void> {
    await this.shows(text, timeout);
    await this.article(text)
      .getByText(/sending/i)
      .waitFor({ state: 'detached', timeout });
    await until(async () => (await this.article(text).count()) === 1, timeout);
  }

  private get devtools(): Promise<CDPSession> {
    this.#devtools ??= this.page.context().newCDPSession(this.page);
    return this.#devtools;
  }
}
