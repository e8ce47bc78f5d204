import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newProfile } from './support/browser.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

describe('signing in to a room in a frame', () => {
  it('goes on in the frame after a window of its own', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await page.goto(`${stack.origins.wiki}/frame/news`);
    const room = RoomPage.framed(page);
    await room.signInByPopup(stack.users.dave);
    await room.log.getByRole('article').first().waitFor();
    assert.equal(page.url(), `${stack.origins.wiki}/frame/news`);
    assert.deepEqual(profile.complaints, []);
  });

  it('goes on in the frame after the tab of its own, where windows are blocked', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    await profile.context.addInitScript(() => {
      if (window.parent !== window) window.open = () => null;
    });
    const page = await profile.context.newPage();
    await page.goto(`${stack.origins.wiki}/frame/news`);
    const room = RoomPage.framed(page);
    await room.signInButton.click();
    const opened = page.context().waitForEvent('page');
    await room.element.getByRole('link', { name: 'Open in a new tab' }).click();
    const tab = new RoomPage(await opened);
    await tab.signInByPopup(stack.users.dave);
    await tab.log.getByRole('article').first().waitFor();
    await page.bringToFront();
    await room.log.getByRole('article').first().waitFor();
    await tab.page.close();
    await room.send('Signed in elsewhere, written here');
    await room.shows('Signed in elsewhere, written here');
    assert.deepEqual(profile.complaints, []);
  });

  it('goes on in the frame of a page of another site, after a window of its own', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await page.goto(`${stack.origins.elsewhere}/framed`);
    const room = RoomPage.framed(page);
    await room.signInByPopup(stack.users.dave);
    await room.log.getByRole('article').first().waitFor();
    assert.deepEqual(profile.complaints, []);
  });
});
