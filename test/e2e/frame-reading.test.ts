import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

/** The counts that the page's element has told, the newest last; `restart` begins anew. */
async function followUnread(page: Page): Promise<{ told: () => Promise<number[]>; restart: () => Promise<unknown> }> {
  await page.addInitScript(() => {
    const counts: number[] = [];
    Object.assign(window, { counts });
    addEventListener('wiki-room-unread-changed', (event) => {
      counts.push((event as CustomEvent<{ readonly messages: number }>).detail.messages);
    });
  });
  return {
    told: () => page.evaluate(() => (window as unknown as { counts: number[] }).counts),
    restart: () => page.evaluate(() => (window as unknown as { counts: number[] }).counts.splice(0)),
  };
}

describe('what is read in a frame', () => {
  before(bob);

  it('is not what the layout of the page has moved out of view; the page is told how much is unread', async () => {
    const stack = await theStack();
    const peer = await bob();
    const news = stack.seed.rooms['news']!;
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const { told, restart } = await followUnread(page);
    const unread = async (): Promise<number | undefined> => (await told()).at(-1);
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/frame/news');
    const room = RoomPage.framed(page);
    await room.log.getByRole('article').first().waitFor();
    await until(async () => (await unread()) === 0);
    await restart();
    await peer.send(news, 'Read at once in its frame');
    await room.shows('Read at once in its frame');
    // The line comes before its count.
    await until(async () => (await told()).some((count) => count > 0) && (await unread()) === 0);

    // Its upper half stays in the window: a frame of which nothing much is seen is not even painted.
    await page.evaluate(() => {
      const block = document.createElement('pre');
      block.id = 'block';
      document.querySelector('wiki-room')!.before(block);
      const { top, height } = document.querySelector('wiki-room')!.getBoundingClientRect();
      block.style.setProperty('height', `${innerHeight - top - height / 2}px`);
    });
    await peer.send(news, 'Unread below the edge');
    await room.shows('Unread below the edge');
    await until(async () => (await unread()) === 1);
    await assert.rejects(
      until(async () => (await unread()) === 0, 3_000),
      'it counts as read',
    );

    await page.evaluate(() => document.querySelector('#block')!.remove());
    await until(async () => (await unread()) === 0);
    assert.deepEqual(profile.complaints, []);
  });
});
