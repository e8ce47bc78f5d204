import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Person } from '../../stack/people.ts';
import { logInAtKeycloak } from './keycloak-page.ts';
import { until } from './until.ts';

/** The element as a person meets it: by roles and names, through its shadow roots. */
export class RoomPage {
  readonly page: Page;
  readonly element: Locator;
  readonly log: Locator;
  readonly composer: Locator;
  readonly signInButton: Locator;

  /** `place`: the page itself, or a frame in it. */
  constructor(page: Page, place: Page | FrameLocator = page) {
    this.page = page;
    this.element = place.locator('wiki-room');
    this.log = this.element.getByRole('log');
    this.composer = this.element.getByRole('textbox', { name: /^Message/ });
    this.signInButton = this.element.getByRole('button', { name: 'Sign in' });
  }

  /** In the second home: the room inside the frame that the page's element shows. */
  static framed(page: Page): RoomPage {
    return new RoomPage(page, page.frameLocator('wiki-room iframe'));
  }

  article(text: string | RegExp): Locator {
    return this.log.getByRole('article').filter({ hasText: text });
  }

  button(name: string | RegExp): Locator {
    return this.element.getByRole('button', { name });
  }

  /** Presses a button of a line. Lines may still move: the pointer may have come to lie over another one. */
  async act(line: Locator, name: string): Promise<void> {
    const button = line.getByRole('button', { name });
    await until(async () => {
      await line.hover();
      return button.isVisible();
    });
    await button.click();
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  async shows(text: string | RegExp, timeout = 30_000): Promise<void> {
    await this.article(text).first().waitFor({ timeout });
  }

  /** What others have written since may be any number of screens, and each page of them waits for its keys. */
  async showsFurtherUp(text: string | RegExp): Promise<void> {
    // It cannot be told from another locked message before, and would be scrolled past.
    await this.element.locator('wiki-room-keys .card').waitFor({ state: 'detached', timeout: 60_000 });
    const article = this.article(text).first();
    const find = async (): Promise<boolean> => {
      const isShown = await article.waitFor({ timeout: 1_000 }).then(
        () => true,
        () => false,
      );
      if (isShown) return true;
      await this.log.hover();
      await this.page.mouse.wheel(0, -300);
      return false;
    };
    await until(find, 60_000).catch(async (error: unknown) => {
      throw new Error(`looked for ${String(text)}; on screen: ${await this.element.ariaSnapshot()}`, { cause: error });
    });
  }

  /** Presses the button and logs in at Keycloak in the window that opens. */
  async signInByPopup(person: Person): Promise<void> {
    const opened = this.page.waitForEvent('popup');
    await this.signInButton.click();
    const popup = await opened;
    await logInAtKeycloak(popup, person);
  }

  /** The recovery prompt, filled in. */
  async recover(secret: string): Promise<void> {
    const box = this.element.locator('wiki-room-keys input');
    await box.fill(secret);
    await box.press('Enter');
  }
}
