import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';
import { prepareWiki, wikiPath } from './support/wiki-page.ts';

/** The wiki's editor: `demo/xwiki/resources/InplaceEditing.js`. */
type Editor = Record<'edit' | 'cancel' | 'save', () => Promise<void>>;

const edits = (page: Page, step: keyof Editor): Promise<void> =>
  page.evaluate((name) => (window as unknown as { readonly xwikiTwin: Editor }).xwikiTwin[name](), step);

/** The source of the page as it is saved. */
const sourceOf = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const address = document.documentElement.dataset['xwikiRestUrl'] ?? '';
    const answer = await fetch(address, { headers: { accept: 'application/json' } });
    return ((await answer.json()) as { readonly content: string }).content;
  });

const content = (page: Page): Locator => page.locator('#xwikicontent');

/** What stands there for whoever edits: a link for each room, and no room. */
async function isEdited(page: Page, rooms = 1): Promise<void> {
  assert.equal(await content(page).locator('wiki-room').count(), 0);
  assert.equal(await content(page).locator('.wiki-room > a:visible').count(), rooms);
}

/** How far the view is from the end, once it has come to rest: what comes above changes nothing of that. */
async function placeOf(scroller: Locator): Promise<number> {
  let [place, since] = [-1, Date.now()];
  await until(async () => {
    const before = place;
    place = await scroller.evaluate(({ scrollHeight, scrollTop }) => scrollHeight - scrollTop);
    if (place !== before) since = Date.now();
    // A smooth scroll may go without a frame for a moment.
    return Date.now() - since > 500;
  });
  return place;
}

describe('editing a page of XWiki in place', () => {
  before(prepareWiki);

  it('takes the room away, and brings it back with draft and place where it is cancelled', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath('Edited'));
    const room = new RoomPage(page);
    await room.composer.fill('half a sentence');
    const scroller = room.element.locator('.scroller');
    await room.element.locator('article').last().waitFor();
    await scroller.hover();
    await page.mouse.wheel(0, -500);
    await room.button(/newest/i).waitFor();
    const left = await placeOf(scroller);

    await edits(page, 'edit');
    await isEdited(page);
    await edits(page, 'cancel');
    await room.composer.waitFor();
    assert.equal(await room.composer.inputValue(), 'half a sentence');
    const found = await placeOf(scroller);
    assert.ok(Math.abs(found - left) < 2, `at ${found}, left at ${left}`);
    assert.deepEqual(profile.complaints, []);
  });

  it('gives each of two rooms its own draft back', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath('Two'));
    const composers = content(page)
      .locator('wiki-room')
      .getByRole('textbox', { name: /^Message/ });
    await until(async () => (await composers.count()) === 2, 30_000);
    await composers.first().fill('for the first');
    await composers.last().fill('for the second');
    await edits(page, 'edit');
    await isEdited(page, 2);
    await edits(page, 'cancel');
    await until(async () => (await composers.count()) === 2);
    assert.deepEqual(
      [await composers.first().inputValue(), await composers.last().inputValue()],
      ['for the first', 'for the second'],
    );
  });

  it('leaves the source as it was where it is saved, and the room lives in the saved page', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath('Edited'));
    const room = new RoomPage(page);
    await room.composer.waitFor();
    const source = await sourceOf(page);
    assert.match(source, /\{\{wikiRoom /);
    await edits(page, 'edit');
    await isEdited(page);
    await edits(page, 'save');
    assert.equal(await sourceOf(page), source);
    await room.composer.waitFor();
    await room.send('Written after a save');
    await room.shows('Written after a save');
    assert.equal(await content(page).locator('wiki-room').count(), 1);
    assert.deepEqual(profile.complaints, []);
  });

  it('leaves the home of the keys running', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const home = new URLSearchParams({ 'set-frame': `${stack.origins.chat}/wiki-room/frame.html` });
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, `${wikiPath('Edited')}?${home.toString()}`);
    const room = RoomPage.framed(page);
    await room.composer.waitFor();
    const frame = page.frames().find((one) => one.url().endsWith('/frame.html'));
    await edits(page, 'edit');
    await isEdited(page);
    await edits(page, 'cancel');
    await content(page).locator('wiki-room').waitFor();
    await room.composer.waitFor();
    assert.equal(frame?.isDetached(), false, 'begun anew');
    assert.deepEqual(profile.complaints, []);
  });

  it('leaves the room in the Chat tab with draft and files, when it is cancelled and when it is saved', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath('Plain'));
    await page.locator('[id="wikiroom.chatlink"]').click();
    const room = new RoomPage(page);
    await room.composer.fill('under the page');
    const file = { name: 'kept.txt', mimeType: 'text/plain', buffer: Buffer.from('chosen before the edit') };
    await room.element.locator('input[type=file]').setInputFiles([file]);
    await room.element.getByText('kept.txt').waitFor();
    for (const step of ['cancel', 'save'] as const) {
      await edits(page, 'edit');
      const fetched = page.waitForResponse((response) => response.url().includes('uix=wikiroom.chat'));
      await edits(page, step);
      await (await fetched).finished();
      await page.locator('[id="wikiroom.chatpane"] wiki-room').waitFor();
      await room.element.getByText('kept.txt').waitFor({ timeout: 5_000 });
      assert.equal(await room.composer.inputValue(), 'under the page', step);
      assert.equal(await room.element.count(), 1);
    }
    assert.deepEqual(profile.complaints, []);
  });
});
