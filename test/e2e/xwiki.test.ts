import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { embed } from './support/embed.ts';
import { logInAtKeycloak, logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';
import { prepareWiki, watchRequests, wikiPath } from './support/wiki-page.ts';

describe('a page of XWiki', () => {
  before(prepareWiki);

  it('holds a conversation, with the script from its attachments', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const asked = watchRequests(page, stack.origins.matrix);
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath('Room'));
    const room = new RoomPage(page);
    await room.composer.waitFor();
    await room.send('From a page of XWiki');
    await peer.waitForMessage(stack.seed.rooms['alpha']!, (content) => content.body === 'From a page of XWiki');
    await peer.send(stack.seed.rooms['alpha']!, 'To a page of XWiki');
    await room.shows('To a page of XWiki');
    assert.ok(
      asked.some((url) => url.endsWith('.wasm.gz')),
      'the packed wasm is what is used',
    );
    assert.equal(asked.filter((url) => /\/wiki-room\.[\w-]+\.js/.test(url)).length, 1, 'the script runs once');
    assert.equal(await page.locator('#xwikicontent .wiki-room > a').isVisible(), false);
    assert.deepEqual(profile.complaints, []);
  });

  it('reads an encrypted room on a wiki that is closed to guests', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const asked = watchRequests(page, stack.origins.matrix);
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, `${wikiPath('Room')}?closed`);
    const room = new RoomPage(page);
    await room.send('Behind a log-in');
    await room.shows('Behind a log-in');
    assert.ok(asked.some((url) => /\/Closed\/.*\.wasm\.gz$/.test(url)));
    assert.deepEqual(profile.complaints, []);
  });

  it('gives a reader’s sign-in to nobody that an editor names', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const foreign: string[] = [];
    profile.context.on('request', (request) => {
      if (request.url().includes('evil')) foreign.push(request.url());
    });
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath('Hostile'));
    await new RoomPage(page).composer.waitFor();
    assert.deepEqual(foreign, []);
  });

  it('prints the link to its room, and not the room', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath('Room'));
    await new RoomPage(page).composer.waitFor();
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('#xwikicontent .wiki-room > a').isVisible(), true);
    assert.equal(await page.locator('#xwikicontent wiki-room').isVisible(), false);
  });

  it('shows its room in the home of the keys that the administrator has named', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const asked = watchRequests(page, stack.origins.matrix);
    const home = new URLSearchParams({ 'set-frame': `${stack.origins.chat}/wiki-room/frame.html` });
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, `${wikiPath('Room')}?${home.toString()}`);
    const room = RoomPage.framed(page);
    await room.composer.waitFor();
    await room.log.getByRole('article').first().waitFor();
    assert.ok(asked.some((url) => url.startsWith(stack.origins.matrix)));
    const databases = await page.evaluate(async () => (await indexedDB.databases()).length);
    assert.equal(databases, 0, 'nothing of the room lies on the wiki’s origin');
  });

  it('costs nothing where no room is seen: no worker, no request', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const asked = watchRequests(page, stack.origins.matrix);
    for (const name of ['Plain', 'Far']) {
      await page.goto(`${stack.origins.wiki}${wikiPath(name)}`, { waitUntil: 'networkidle' });
      assert.deepEqual(asked, [], name);
      assert.equal(page.workers().length, 0);
    }
    await page.locator('#xwikicontent .wiki-room').evaluate((place) => {
      scrollBy(0, place.getBoundingClientRect().top - innerHeight * 1.5);
    });
    await page.locator('#xwikicontent wiki-room').waitFor({ state: 'attached' });
  });

  it('opens its room in the Chat tab, which runs every script again', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath('Plain'));
    assert.equal(await page.locator('wiki-room').count(), 0);
    await page.locator('[id="wikiroom.chatlink"]').click();
    await new RoomPage(page).composer.waitFor();
    assert.equal(await page.locator('[id="wikiroom.chatpane"] wiki-room').count(), 1);
    assert.deepEqual(profile.complaints, []);
  });

  it('opens its room beside the page from the top bar', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath('Plain'));
    await page.getByRole('button', { name: 'Open the chat of this space' }).click();
    const room = new RoomPage(page);
    await room.composer.waitFor();
    assert.equal(await page.getByRole('dialog', { name: 'Chat' }).count(), 1);
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
    await room.element.waitFor({ state: 'hidden' });
  });

  it('lets the sheet be closed by a button in the colours of the page, whatever those of the top bar are', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await page.goto(`${stack.origins.wiki}${wikiPath('Plain')}`);
    // As Bootstrap writes a theme with a dark top bar.
    const bar = '.navbar-default .btn-link';
    await page.addStyleTag({ content: `${bar}, ${bar}:hover, ${bar}:focus { color: #fff; }` });
    const open = page.getByRole('button', { name: 'Open the chat of this space' });
    await open.click();
    const sheet = page.getByRole('dialog');
    const close = sheet.getByRole('button', { name: 'Close', exact: true });
    const colour = (part: Locator): Promise<string> => part.evaluate((element) => getComputedStyle(element).color);
    assert.equal(await colour(open), 'rgb(255, 255, 255)');
    const own = await colour(sheet);
    assert.equal(await colour(close), own);
    await close.hover();
    await close.focus();
    assert.equal(await colour(close), own);
  });

  it('comes back from a sign-in by redirect to the room beside the page', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    await profile.context.addInitScript(() => {
      window.open = () => null;
    });
    const page = await profile.context.newPage();
    const address = `${stack.origins.wiki}${wikiPath('Plain')}`;
    await page.goto(address);
    await page.getByRole('button', { name: 'Open the chat of this space' }).click();
    const room = new RoomPage(page);
    await room.signInButton.click();
    await page.waitForURL((url) => url.origin === stack.origins.sso);
    const back = page.waitForURL(address);
    await logInAtKeycloak(page, stack.users.alice);
    await back;
    await room.composer.waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Open the chat of this space' }).waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0, 'it is opened once');
    assert.deepEqual(profile.complaints, []);
  });

  it('counts what is unread in the top bar and on the tab, until it is read', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath('Plain'));
    const open = page.getByRole('button', { name: 'Open the chat of this space' });
    await open.click();
    await new RoomPage(page).composer.waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
    await peer.send(stack.seed.rooms['alpha']!, 'Beside the page, not read yet');
    const counts = page.locator('[id="wikiroom.chatlink"] .itemCount, #wiki-room-open .itemCount');
    await until(async () => (await counts.allTextContents()).filter((count) => /\(\d+\)/.test(count)).length === 2);
    await open.click();
    await until(async () => (await counts.allTextContents()).every((count) => count === ''));
  });

  it('starts nothing in the frame that a PDF is made from', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await page.goto(`${stack.origins.wiki}${wikiPath('Plain')}`);
    const asked = watchRequests(page, stack.origins.matrix);
    await page.evaluate(async (address) => {
      const frame = document.createElement('iframe');
      frame.src = address;
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.append(frame);
      await loaded;
    }, '/xwiki/bin/export/Alpha/Room?format=html-print&xpage=get&outputSyntax=plain');
    await page.waitForLoadState('networkidle');
    const [, frame] = page.frames();
    assert.equal(await frame?.locator('#xwikicontent .wiki-room > a').isVisible(), true);
    assert.equal(await frame?.locator('wiki-room').count(), 0);
    assert.deepEqual(asked, []);
  });

  it('keeps the link to its room in a frame of an opaque origin, for which its attachments are out of reach', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await page.goto(`${stack.origins.wiki}${wikiPath('Plain')}`);
    const refused = page.waitForEvent('requestfailed', (request) => /\/wiki-room\.[\w-]+\.js/.test(request.url()));
    const { element } = await embed(page, `${stack.origins.wiki}${wikiPath('Room')}`, 'allow-scripts');
    const place = page.frameLocator('#embedded').locator('#xwikicontent .wiki-room');
    await place.scrollIntoViewIfNeeded();
    await refused;
    await element.waitFor({ state: 'detached' });
    assert.equal(await place.locator('> a').isVisible(), true);
  });
});
