import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { storedValues } from './support/stored-values.ts';
import { until } from './support/until.ts';
import { watchFrames } from './support/watch-frames.ts';

/** Opens a room, writes there, and leaves. `above`: what is on screen by then, further up. */
async function visit(page: Page, path: string, text: string, above?: string): Promise<void> {
  const { origins, users } = await theStack();
  await logInToWiki(page, origins.wiki, users.dave, path);
  const room = new RoomPage(page);
  await room.composer.waitFor();
  if (above !== undefined) await room.shows(above);
  await room.send(text);
  await room
    .article(text)
    .getByText(/sending/i)
    .waitFor({ state: 'detached' });
  await storedToTheEnd(page);
  await page.close();
}

/** Resolves once what is stored of rooms has been the same for longer than the engine waits between two times. */
async function storedToTheEnd(page: Page): Promise<void> {
  let [before, since] = ['', Date.now()];
  await until(async () => {
    const stored = await storedValues(page);
    if (stored !== before) [before, since] = [stored, Date.now()];
    return Date.now() - since > 1_500;
  });
}

/** From now on the homeserver's answers wait until they are let go. */
async function holdAnswers(context: BrowserContext): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await context.route(/\/_matrix\//, async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
}

describe('the conversation of the last visit', () => {
  it('is there without the homeserver, and nothing in it moves when the homeserver answers', async () => {
    const { origins } = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const { context } = profile;
    const roomId = await peer.createRoom('last-visit', { encrypted: false });
    for (let i = 1; i <= 6; i++) await peer.send(roomId, `Said long before, ${String(i)}`);
    // One line, and more events than the homeserver tells at first.
    for (let i = 1; i <= 35; i++) await peer.client.setRoomTopic(roomId, `Topic ${String(i)}`);
    const path = '/page?room=%23last-visit:example.org';
    const text = 'The last line before I went';
    await visit(await context.newPage(), path, text, 'Said long before, 6');

    const letGo = await holdAnswers(context);
    const room = new RoomPage(await context.newPage());
    const frames = await watchFrames(room.page);
    await room.page.goto(origins.wiki + path);
    await room.article(text).waitFor();
    assert.equal(await room.log.getAttribute('aria-busy'), 'true');
    // What the homeserver tells at first is the newest; the rest of what is on screen is asked for after it.
    const rest = context.waitForEvent('response', (response) => /\/messages\?/.test(response.url()));
    letGo();
    await room.element.locator('[role=log]:not([aria-busy])').waitFor();
    await rest;
    await room.shows('Said long before, 6');

    const [first, ...later] = await frames();
    assert.ok(first !== undefined && !first.live && first.lines.length >= 7);
    for (const frame of later) assert.deepEqual({ ...frame, live: false }, first);
    assert.equal(later.at(-1)?.live, true);
    assert.deepEqual(profile.complaints, []);
  });

  it('goes on with what came meanwhile, and no line vanishes in between', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    await visit(await profile.context.newPage(), '/news', 'I look in again later');
    await peer.send(stack.seed.rooms['news']!, 'Come while nobody looked');

    const room = new RoomPage(await profile.context.newPage());
    const frames = await watchFrames(room.page);
    await room.page.goto(`${stack.origins.wiki}/news`);
    await room.shows('Come while nobody looked');

    const [first, ...later] = await frames();
    assert.ok(first !== undefined && !first.live);
    const [newest] = first.lines.at(-1)!;
    assert.match(newest, /I look in again later/);
    for (const { lines, height } of later) {
      const index = lines.findIndex(([words]) => words === newest);
      // Above it as many lines as there were, but for what the new ones have pushed out.
      assert.ok(index + 1 >= first.lines.length - 2 * (lines.length - index - 1), JSON.stringify(lines));
      assert.equal(height, first.height);
    }
  });
});
