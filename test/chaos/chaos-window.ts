import type { CDPSession, Page } from 'playwright-core';
import { RoomPage } from '../e2e/support/room-page.ts';
import { tokensIn } from './chronicle.ts';
import type { Profile } from './profile.ts';
import { words } from './words.ts';

/** A person waits this long for what they wrote to appear, in milliseconds. */
const patience = 15_000;
/** Longer than a browser that was killed has kept its storage from everybody (220 s), in milliseconds. */
const atLongest = 300_000;

/** A window that is always there: closed or crashed, it opens again when it is needed next. */
export class ChaosWindow {
  readonly name: string;
  readonly profile: Profile;
  #life = 0;
  #page: Page | undefined;
  #cdp: CDPSession | undefined;
  #crashing = false;
  #gone: Promise<unknown> = Promise.resolve();
  /** Its renderer process while that is stopped. */
  #stopped: number | undefined;
  /** What is to be shown once the storage is free again. */
  #late: string[] = [];

  constructor(name: string, profile: Profile) {
    this.name = name;
    this.profile = profile;
  }

  get frozen(): boolean {
    return this.#stopped !== undefined && this.#page !== undefined;
  }

  get isOpen(): boolean {
    return this.#page !== undefined;
  }

  /** The engine runs in it. */
  get holds(): boolean {
    return (this.#page?.workers().length ?? 0) > 0;
  }

  get life(): string {
    return `${this.name}.${this.#life}`;
  }

  /** Opens it where it is closed. */
  async open(): Promise<RoomPage> {
    if (this.#page === undefined) {
      const page = await this.profile.newPage();
      this.#page = page;
      this.#stopped = undefined;
      this.#crashing = false;
      this.#late = [];
      this.#life++;
      const lost = (): void => {
        if (this.#page === page) this.#page = undefined;
      };
      this.#gone = new Promise((resolve) => {
        page.once('close', resolve);
        page.once('crash', resolve);
      }).then(lost);
      page.once('crash', () => {
        if (!this.#crashing) this.profile.options.chronicle.complain(`${this.life} crashed by itself`);
        // It stays as an empty shell.
        page.close().catch(() => undefined);
      });
      this.#cdp = await page.context().newCDPSession(page);
      await page
        .goto(this.profile.options.wiki + this.profile.options.path, { waitUntil: 'commit' })
        .catch(async (error: unknown) => {
          // Without a network the wiki itself is not there.
          await page.close();
          throw error;
        });
    }
    return new RoomPage(this.#page);
  }

  /** Whether a person could write now, or soon. */
  async usable(within: number): Promise<boolean> {
    const composer = await this.open().then(
      (room) => room.composer,
      () => undefined,
    );
    if (composer === undefined) return false;
    const ready = composer.waitFor({ timeout: within }).then(
      () => composer.isEditable(),
      () => false,
    );
    return Promise.race([ready.catch(() => false), this.#gone.then(() => false)]);
  }

  /** Writes messages one after the other; with `wait`, until all are shown. */
  async write(count: number, wait: boolean): Promise<void> {
    const { chronicle, person } = this.profile.options;
    const room = await this.#ready();
    if (room === undefined) return;
    const tokens: string[] = [];
    for (let index = 0; index < count; index++) {
      const token = chronicle.token('m');
      await this.#put(room, `${token} ${words(token)}`, async () => {
        chronicle.write({ token, userId: person.userId, window: this.life, device: this.profile.options.name });
        tokens.push(token);
        await room.composer.press('Enter');
      });
    }
    chronicle.count('sends', tokens.length);
    if (wait) await this.#shows(tokens);
  }

  /** Edits the newest own message that can be edited. */
  async edit(): Promise<void> {
    const { chronicle, person } = this.profile.options;
    const room = await this.#ready();
    if (room === undefined) return;
    await this.#put(room, '', () => room.composer.press('ArrowUp'));
    const [former] = tokensIn(await room.composer.inputValue().catch(() => ''));
    if (former === undefined) return;
    const token = chronicle.token('e');
    await this.#put(room, `${token} ${words(token)}`, async () => {
      chronicle.write({ token, userId: person.userId, window: this.life, device: this.profile.options.name });
      await room.composer.press('Enter');
    });
    chronicle.say(`${this.life}: ${token} replaces ${former}`);
    // Shown only where the edited message is in view: no reason to complain.
    chronicle.count('edits');
  }

  /** What waited for more than a minute may be asked about: the person says that it may go. */
  async agree(): Promise<void> {
    const page = this.frozen ? undefined : this.#page;
    const yes = page?.locator('wiki-room-timeline article.asking').getByRole('button', { name: /^Send$/ });
    // The last first: an answered one is no longer among them.
    for (const button of ((await yes?.all().catch(() => [])) ?? []).toReversed()) {
      // Another window may have answered.
      await button.click({ timeout: 2_000 }).catch(() => undefined);
    }
  }

  /** Nothing in it waits, has failed or cannot be read, or that is a complaint. */
  async comesToRest(within: number): Promise<void> {
    const page = this.#page;
    const unrest = page?.locator('wiki-room-timeline article:is(.waiting, .asking, .failed, .undecryptable)');
    await unrest
      ?.first()
      .waitFor({ state: 'detached', timeout: within })
      .catch(async () => {
        const texts = (await unrest.allTextContents()).map(
          (text) => tokensIn(text).join(' with ') || 'what has no token',
        );
        this.profile.options.chronicle.complain(`${this.life} still shows as unsettled: ${texts.join(', ')}`);
      });
  }

  async close(): Promise<void> {
    await this.#page?.close();
  }

  async crash(): Promise<void> {
    if (this.#page === undefined) return;
    this.#crashing = true;
    // It cannot answer any more.
    void this.#cdp?.send('Page.crash').catch(() => undefined);
    await this.#gone;
  }

  async reload(): Promise<void> {
    this.#late = [];
    this.#life++;
    const page = this.#page;
    await page?.reload({ waitUntil: 'commit' }).catch(() => {
      // Without a network the wiki itself is not there.
      this.profile.options.chronicle.say(`${this.life} is not there any more`);
      return page.close();
    });
  }

  /** Stops it, page and worker, without a word to them. */
  async freeze(): Promise<void> {
    if (this.#page === undefined) return;
    this.#stopped = await this.profile.stopRendererOf(this.#page);
  }

  thaw(): void {
    if (this.#stopped !== undefined) this.profile.resumeRenderer(this.#stopped);
    this.#stopped = undefined;
  }

  /** The stopped process goes on: what was kept from being stored is shown now; `atLast`: all faults are over. */
  async showsWhatIsLate(atLast = false): Promise<void> {
    await this.#shows(this.#late.splice(0), !atLast, atLast ? atLongest : patience);
  }

  async #ready(): Promise<RoomPage | undefined> {
    if (this.frozen) return undefined;
    if (await this.usable(patience)) return this.open();
    this.profile.options.chronicle.count('not usable');
    this.profile.options.chronicle.say(`${this.life}: nothing can be written now`);
    return undefined;
  }

  /** Types and goes on with `then`; a window that goes meanwhile is no failure. */
  async #put(room: RoomPage, text: string, then: () => Promise<void>): Promise<void> {
    const typed = room.composer.fill(text, { timeout: patience }).then(then);
    try {
      await Promise.race([typed, this.#gone]);
    } catch (error) {
      if (this.#page === room.page) throw error;
    }
  }

  async #shows(tokens: readonly string[], mayBeLate = true, within = patience): Promise<void> {
    const { chronicle } = this.profile.options;
    const { life } = this;
    const page = this.#page;
    if (page === undefined || (await chronicle.showsAll(tokens, within, this.#gone))) return;
    const missing = tokens.filter((token) => !chronicle.shown.has(token));
    if (this.#page !== page || this.life !== life) return;
    const { hasStopped } = this.profile;
    // It may be this very page that is stopped.
    const sight = hasStopped ? '' : await this.profile.sight(page).catch(String);
    // The browser lets nobody at the database while a process is stopped in a transaction (Chromium: a minute for each), and
    // once did not for minutes after it had been killed. Whoever writes is told so.
    if (mayBeLate && (hasStopped || sight.includes('storage is busy'))) {
      chronicle.count('shown late', missing.length);
      chronicle.say(`${life} is to show later: ${missing.join(', ')}`);
      this.#late.push(...missing);
      return;
    }
    for (const token of missing) chronicle.missed.add(token);
    chronicle.complain(`${life} does not show ${missing.join(', ')}`);
    const rows = [...sight.matchAll(/\b[mep]\d+x\b.*|- (?:button|status).*/g)].map(([row]) => row.slice(0, 40));
    chronicle.say(`${life} shows ${rows.join(' | ')}`);
  }
}
