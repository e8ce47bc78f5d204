import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { temporaryFolder } from '../stack/temporary-folder.ts';
import { bob } from './support/bob.ts';
import { type Profile, newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

/** The room for news in a frame of the wiki's page, on screen. */
async function opened({ context }: Profile): Promise<{ page: Page; room: RoomPage; news: string }> {
  const stack = await theStack();
  const page = await context.newPage();
  await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/frame/news');
  const room = RoomPage.framed(page);
  await room.composer.waitFor();
  return { page, room, news: stack.seed.rooms['news']! };
}

/** How the document in the frame looks. */
function looks(page: Page): Promise<Readonly<Record<string, string>>> {
  return page
    .frameLocator('wiki-room iframe')
    .locator('html')
    .evaluate((root: HTMLElement) => {
      const { colorScheme, fontSize, direction } = getComputedStyle(root);
      const accent = root.style.getPropertyValue('--wiki-room-accent');
      return { colorScheme, fontSize, direction, accent, lang: root.lang, size: `${innerWidth}x${innerHeight}` };
    });
}

describe('a room in a frame is at home in its page', () => {
  before(bob);

  it('follows its looks, its language and its size as they change', async () => {
    await using profile = await newProfile({ colorScheme: 'light' });
    const { page, room } = await opened(profile);
    const first = await looks(page);
    assert.deepEqual([first['colorScheme'], first['lang'], first['direction']], ['light', 'en', 'ltr']);
    await page.evaluate(() => {
      document.querySelector('main')!.style.setProperty('background', 'rgb(27 30 34)');
      document.documentElement.dataset['theme'] = 'dark';
    });
    await until(async () => (await looks(page))['colorScheme'] === 'dark');

    await page.evaluate(() => {
      const element = document.querySelector('wiki-room')!;
      element.style.setProperty('--wiki-room-accent', 'rgb(200 30 120)');
      element.style.setProperty('font-size', '21px');
      element.style.setProperty('height', '333px');
      element.style.setProperty('width', '444px');
    });
    await until(async () => {
      const { accent, fontSize, size } = await looks(page);
      return accent === 'rgb(200 30 120)' && fontSize === '21px' && /^44\dx33\d$/.test(size!);
    });

    await page.evaluate(() => document.querySelector('wiki-room')!.setAttribute('lang', 'de'));
    await room.element.getByRole('textbox', { name: /^Nachricht/ }).waitFor();
    assert.equal((await looks(page))['lang'], 'de');
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await until(async () => (await looks(page))['direction'] === 'rtl');
    assert.deepEqual(profile.complaints, []);
  });

  it('keeps a draft over a reload of the page', async () => {
    await using profile = await newProfile();
    const { page, room } = await opened(profile);
    await room.composer.pressSequentially('Begun in a frame');
    await page.reload();
    await until(async () => (await room.composer.inputValue().catch(() => '')) === 'Begun in a frame', 20_000);
    await room.composer.fill('');
    assert.deepEqual(profile.complaints, []);
  });

  it('takes a file that is dropped on it', async () => {
    await using profile = await newProfile();
    await using folder = await temporaryFolder('drop');
    const { page, room, news } = await opened(profile);
    const file = join(folder.path, 'dropped-in-the-frame.txt');
    await writeFile(file, 'Tide tables');
    const box = (await room.log.boundingBox())!;
    const devtools = await profile.context.newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', {
        type,
        x: box.x + box.width / 2,
        y: box.y + box.height / 2,
        data: { items: [], files: [file], dragOperationsMask: 1 },
      });
    }
    await room.element.getByRole('button', { name: 'Remove dropped-in-the-frame.txt' }).waitFor();
    await room.composer.press('Enter');
    const event = await (await bob()).waitForMessage(news, ({ body }) => body === 'dropped-in-the-frame.txt', 60_000);
    assert.equal(event.getContent()['msgtype'], 'm.file');
    await room.shows('dropped-in-the-frame.txt');
    assert.deepEqual(profile.complaints, []);
  });

  it('opens links beside the page; the page may keep those to itself, and is not told of others', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const { page, room, news } = await opened(profile);
    await page.evaluate(() => {
      const told: string[] = [];
      Object.assign(window, { told, keep: false });
      addEventListener('wiki-room-link-clicked', (event) => {
        told.push((event as CustomEvent<{ readonly href: string }>).detail.href);
        if ((window as unknown as { keep: boolean }).keep) event.preventDefault();
      });
    });
    const told = (): Promise<string[]> => page.evaluate(() => (window as unknown as { told: string[] }).told);
    const [own, other] = [`${stack.origins.wiki}/missing`, `${stack.origins.elsewhere}/own-copy`];
    await peer.send(news, `Links of two kinds: ${own} and ${other}`);
    await room.shows('Links of two kinds');
    const click = (href: string): Promise<void> =>
      room.article('Links of two kinds').locator(`a[href="${href}"]`).click();

    for (const href of [other, own]) {
      const opening = profile.context.waitForEvent('page');
      await click(href);
      const tab = await opening;
      await tab.waitForURL(href);
      assert.equal(await tab.evaluate(() => window.opener === null && document.referrer === ''), true);
      await tab.close();
    }
    assert.deepEqual(await told(), [own]);

    await page.evaluate(() => ((window as unknown as { keep: boolean }).keep = true));
    await click(own);
    await until(async () => (await told()).length === 2);
    // Had it been opened, it would have been before this.
    await room.send('After the links');
    await room.shows('After the links');
    assert.equal(profile.context.pages().length, 1);
    assert.equal(new URL(page.url()).pathname, '/frame/news');
    assert.deepEqual(profile.complaints, []);
  });
});
