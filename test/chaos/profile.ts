import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, type Page, chromium } from 'playwright-core';
import { RoomPage } from '../e2e/support/room-page.ts';
import { logInAtKeycloak } from '../e2e/support/keycloak-page.ts';
import { stopRenderer } from '../e2e/support/renderer-process.ts';
import { chromiumFlags } from '../stack/chromium-flags.ts';
import type { Person } from '../stack/people.ts';
import type { Chronicle, ShownRow } from './chronicle.ts';
import { EngineWatch } from './engine-watch.ts';
import { type News, watchPages } from './page-probe.ts';

export interface ProfileOptions {
  /** `a` or `b`. */
  readonly name: string;
  readonly person: Person;
  readonly recoveryKey: string;
  readonly executablePath: string;
  /** Where the browser keeps what it stores. */
  readonly folder: string;
  readonly wiki: string;
  /** Path of the page that shows the room. */
  readonly path: string;
  readonly chronicle: Chronicle;
  /** Where pictures of what went wrong go. */
  readonly pictures?: string;
}

/** A browser of its own with its storage on the disk, as a person has one; it can be killed and started again. */
export class Profile {
  readonly options: ProfileOptions;
  /** Rows of each page by their key. */
  readonly rows = new WeakMap<Page, Map<string, ShownRow>>();
  #context: BrowserContext | undefined;
  #starting: Promise<BrowserContext> | undefined;
  #offline = false;
  readonly engines: EngineWatch;
  /** Renderer processes that are stopped. */
  readonly #stopped = new Set<number>();

  constructor(options: ProfileOptions) {
    this.options = options;
    this.engines = new EngineWatch(options.name, options.chronicle);
  }

  /** What its requests call themselves. */
  get agent(): string {
    return `chaos-${this.options.name}`;
  }

  /** Signs the person in as the wiki does, enters the recovery key, and leaves nothing open. */
  async signIn(): Promise<void> {
    const page = await this.newPage();
    await page.goto(this.options.wiki + this.options.path);
    const room = new RoomPage(page);
    const join = room.button('Join');
    await room.composer
      .or(join)
      .first()
      .waitFor()
      .catch(async (error: unknown) => {
        throw new Error(`No room in ${this.options.name}: ${await this.sight(page)}`, { cause: error });
      });
    if (await join.isVisible()) await join.click();
    await room.composer.waitFor();
    await room.element.locator('wiki-room-keys input').waitFor();
    await room.recover(this.options.recoveryKey);
    await room.element.locator('wiki-room-keys input').waitFor({ state: 'detached', timeout: 60_000 });
    await page.close();
  }

  /** A window; the browser is started where it does not run. */
  async newPage(): Promise<Page> {
    this.#starting ??= this.#start();
    const page = await (await this.#starting).newPage();
    this.rows.set(page, new Map());
    return page;
  }

  get isOffline(): boolean {
    return this.#offline;
  }

  async setOffline(offline: boolean): Promise<void> {
    this.#offline = offline;
    const told = this.#context?.setOffline(offline);
    // A stopped one takes it in when it goes on.
    if (this.#stopped.size === 0) await told;
    else told?.catch(() => undefined);
  }

  /** Stops a page's process, and gives its id. */
  async stopRendererOf(page: Page): Promise<number> {
    const id = await stopRenderer(page);
    this.#stopped.add(id);
    return id;
  }

  /** One of its windows is frozen. */
  get hasStopped(): boolean {
    return this.#stopped.size > 0;
  }

  /** Lets a process go on, if it is still there. */
  resumeRenderer(id: number): void {
    if (this.#stopped.delete(id)) process.kill(id, 'SIGCONT');
  }

  /** Ends all its processes at once; what was on its way to the disk is lost or there. */
  async kill(): Promise<void> {
    const context = this.#context;
    if (context === undefined) return;
    // `host-pid`: how a browser keeps a second one from its folder.
    const lock = await readlink(join(this.options.folder, 'SingletonLock'));
    const closed = new Promise((resolve) => context.once('close', resolve));
    process.kill(Number(lock.slice(lock.lastIndexOf('-') + 1)), 'SIGKILL');
    // A stopped one would not notice.
    for (const id of this.#stopped) process.kill(id, 'SIGKILL');
    this.#stopped.clear();
    await closed;
  }

  async stop(): Promise<void> {
    for (const id of this.#stopped) this.resumeRenderer(id);
    await this.#context?.close();
  }

  /** With the person logged in to the wiki, whose own session a browser forgets when it ends. */
  async #start(): Promise<BrowserContext> {
    const { executablePath, folder, chronicle, name, wiki, person } = this.options;
    const context = await chromium.launchPersistentContext(folder, {
      executablePath,
      args: [...chromiumFlags, `--user-agent=${this.agent}`],
      viewport: { width: 900, height: 800 },
      locale: 'en-GB',
      // The eye in each worker is no script of the page's own policy.
      bypassCSP: true,
    });
    context.setDefaultTimeout(60_000);
    context.on('weberror', (error) => {
      // A page that is being left is no place to judge from: what it tells itself is in its own news.
      chronicle.complain(`${name}: uncaught in ${error.page()?.url() ?? 'a page'}: ${error.error().message}`);
    });
    await watchPages(context, (page, news) => this.#hear(page, news));
    context.once('close', () => {
      this.#context = undefined;
      this.#starting = undefined;
    });
    this.#context = context;
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${wiki}/wiki-login?return=${encodeURIComponent('/')}`);
    // A browser that was killed may remember its session cookies.
    const form = page.locator('#username');
    await form
      .or(page.getByRole('heading', { name: 'Welcome' }))
      .first()
      .waitFor();
    if (await form.isVisible()) {
      await logInAtKeycloak(page, person);
      await page.waitForURL((url) => url.pathname === '/');
    }
    // Without a window the browser would end.
    await page.goto('about:blank');
    if (this.#offline) await context.setOffline(true);
    return context;
  }

  /** What a person would see, for a message. */
  async sight(page: Page): Promise<string> {
    const { pictures, name, chronicle } = this.options;
    const path = join(pictures ?? '', `${name}-${Math.round(chronicle.seconds)}.png`);
    if (pictures !== undefined) await page.screenshot({ path }).catch(() => undefined);
    return page.locator('wiki-room').ariaSnapshot();
  }

  #hear(page: Page, news: readonly News[]): void {
    const { chronicle, name, person } = this.options;
    for (const item of news) {
      switch (item.kind) {
        case 'row': {
          const { kind: _kind, ...row } = item;
          const { key, tokens, state } = row;
          this.rows.get(page)?.set(key, row);
          for (const token of tokens) chronicle.show(token);
          if (state === 'asking') for (const token of tokens) chronicle.asked.add(token);
          if (state === 'failed') chronicle.complain(`${name}: ${tokens.join() || key} failed`);
          break;
        }
        case 'event':
          chronicle.say(`${name}: ${item.name} ${item.detail}`);
          chronicle.count(item.name);
          if (item.name === 'wiki-room-signed-out') chronicle.complain(`${name}: ${person.name} was signed out`);
          break;
        case 'problem':
          chronicle.complain(`${name}: ${item.text}`);
          break;
        default:
          this.engines.hear(item);
      }
    }
  }
}
