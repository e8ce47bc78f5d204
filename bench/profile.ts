import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type BrowserContext, type CDPSession, type Page, chromium } from 'playwright-core';

import { chromiumFlags } from '../test/stack/chromium-flags.ts';
import type { Contender } from './contender.ts';
import { Devtools } from './devtools.ts';
import { type Watch, installProbe } from './pages/probe.ts';
import type { Session } from './sessions.ts';
import { Wire } from './wire.ts';

const flags = [...chromiumFlags, '--remote-debugging-port=0'];

const calmMs = 1_000;

/** A tab and what can be asked of it from outside. */
export interface Tab {
  readonly page: Page;
  readonly devtools: CDPSession;
}

/** A new browser profile on disk, with its own caches and storage. */
export class Profile implements AsyncDisposable {
  readonly context: BrowserContext;
  readonly wire: Wire;
  readonly #devtools: Devtools;
  readonly #folder: string;
  readonly #base: string;

  private constructor(context: BrowserContext, wire: Wire, devtools: Devtools, folder: string, base: string) {
    this.context = context;
    this.wire = wire;
    this.#devtools = devtools;
    this.#folder = folder;
    this.#base = base;
  }

  /** Starts the browser; `base` is the address of the bench's pages on the wiki. */
  static async open(executablePath: string, base: string): Promise<Profile> {
    const folder = await mkdtemp(join(tmpdir(), 'wiki-room-bench-'));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath,
      args: flags,
      viewport: { width: 1000, height: 800 },
      locale: 'en-GB',
    });
    const wire = new Wire();
    const devtools = await Devtools.connect(folder, wire.listener);
    return new Profile(context, wire, devtools, folder, base);
  }

  /**
   * A new tab on an empty page of the wiki. What a browser does for the first page of a site (a process, a connection)
   * is done then, and not part of what is measured. Then it waits until the browser has made its own windows.
   */
  async newTab(): Promise<Tab> {
    const page = await this.context.newPage();
    await page.goto(`${this.#base}/empty.html`);
    await page.waitForTimeout(calmMs);
    return { page, devtools: await this.context.newCDPSession(page) };
  }

  /** Opens a contender's page of a room in the tab, watched from its first moment. */
  async visit(tab: Tab, path: string, watch: Watch): Promise<void> {
    await tab.page.addInitScript(installProbe, watch);
    await tab.page.goto(`${this.#base}/${path}`, { waitUntil: 'commit' });
  }

  /** Tabs that are opened from now on cannot reach the origin, nor can their workers. */
  unplug(origin: string): void {
    this.#devtools.block([`${origin}/*`]);
  }

  plugIn(): void {
    this.#devtools.block([]);
  }

  /** Lays the session into the profile, on a page that goes again. */
  async store(contender: Contender, session: Session): Promise<void> {
    const page = await this.context.newPage();
    await page.goto(`${this.#base}/session.html`);
    await contender.storeSession(page, session);
    await page.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#devtools.close();
    await this.context.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
