import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import type { BrowserContext } from 'playwright-core';
import { chromiumFlags } from '../stack/chromium-flags.ts';
import { findChromium } from '../stack/prerequisites.ts';
import type { Stack } from '../stack/stack.ts';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

/** Two tabs of one room; the engine runs in the first. */
async function twoTabs(stack: Stack, context: BrowserContext, path = '/news'): Promise<[Tab, Tab]> {
  const holder = new Tab(await context.newPage());
  await logInToWiki(holder.page, stack.origins.wiki, stack.users.dave, path);
  await holder.log.getByRole('article').first().waitFor();
  const other = await Tab.open(context, `${stack.origins.wiki}${path}`);
  await other.log.getByRole('article').first().waitFor();
  assert.deepEqual([holder.holds, other.holds], [true, false]);
  return [holder, other];
}

/** How often the room holds a message of this text. */
async function countInRoom(stack: Stack, text: string): Promise<number> {
  const peer = await bob();
  const room = stack.seed.rooms['news']!;
  await peer.waitForMessage(room, ({ body }) => body === text);
  return peer.events(room).filter((event) => event.getContent()['body'] === text).length;
}

describe('the tabs of one profile', () => {
  before(bob);

  it('go on when the tab that holds the engine is closed, and send what was on its way once', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const [holder, other] = await twoTabs(stack, profile.context);
    await other.composer.fill('Pressed as the holder closes');
    await Promise.all([other.composer.press('Enter'), holder.page.close()]);
    await other.becomesHolder(6_000);
    await other.showsOnceSent('Pressed as the holder closes');
    assert.equal(await countInRoom(stack, 'Pressed as the holder closes'), 1);
    assert.deepEqual(profile.complaints, []);
  });

  it('go on when its renderer dies', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const [holder, other] = await twoTabs(stack, profile.context);
    await other.composer.fill('Pressed as the renderer dies');
    await Promise.all([other.composer.press('Enter'), holder.crash()]);
    await other.becomesHolder();
    await other.showsOnceSent('Pressed as the renderer dies');
    assert.equal(await countInRoom(stack, 'Pressed as the renderer dies'), 1);
  });

  it('notice a frozen one and replace it; thawed, it finds that it lost its place and follows the new engine', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const [frozen, other] = await twoTabs(stack, profile.context);
    await frozen.freeze();
    try {
      await other.send('While the other one is frozen');
      await other.becomesHolder(240_000);
      await other.showsOnceSent('While the other one is frozen', 240_000);
    } finally {
      frozen.thaw();
    }
    await frozen.shows('While the other one is frozen');
    await until(() => Promise.resolve(!frozen.holds && other.holds));
    await frozen.send('Thawed');
    await other.showsOnceSent('Thawed');
    assert.equal(await countInRoom(stack, 'While the other one is frozen'), 1);
    assert.equal(await countInRoom(stack, 'Thawed'), 1);
    assert.deepEqual(profile.complaints, []);
  });

  it('are served at once by the next where the browser tells the holder that it will be frozen', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const [frozen, other] = await twoTabs(stack, profile.context);
    await frozen.page.evaluate(() => document.dispatchEvent(new Event('freeze')));
    await other.becomesHolder(6_000);
    await frozen.page.evaluate(() => document.dispatchEvent(new Event('resume')));
    await frozen.send('Resumed');
    await other.showsOnceSent('Resumed');
    assert.deepEqual([frozen.holds, other.holds], [false, true]);
  });

  it('replace an engine that hangs, also while nothing else is wrong with its tab', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const [hung, other] = await twoTabs(stack, profile.context);
    const [worker] = hung.page.workers();
    const loop = (): void => {
      for (;;);
    };
    void worker?.evaluate(loop).catch(() => undefined);
    await other.send('To an engine that hangs');
    await other.showsOnceSent('To an engine that hangs', 40_000);
    assert.equal(await countInRoom(stack, 'To an engine that hangs'), 1);
    await hung.shows('To an engine that hangs');
  });

  it('start a worker again that has ended without a word', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const [holder, other] = await twoTabs(stack, profile.context);
    const [worker] = holder.page.workers();
    await worker?.evaluate(() => (globalThis as unknown as { close(): void }).close());
    await other.send('To an engine that is gone');
    await other.showsOnceSent('To an engine that is gone', 40_000);
    assert.equal(await countInRoom(stack, 'To an engine that is gone'), 1);
  });

  it('take over from a page in the back/forward cache, which finds itself served when it is shown again', async () => {
    const stack = await theStack();
    const browser = await chromium.launch({
      executablePath: await findChromium(),
      args: [...chromiumFlags],
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    try {
      const context = await browser.newContext({ locale: 'en-GB' });
      const [cached, other] = await twoTabs(stack, context);
      await cached.page.evaluate(() => {
        addEventListener('pageshow', ({ persisted }) => (document.body.dataset['persisted'] = String(persisted)));
      });
      await cached.page.goto(`${stack.origins.wiki}/`);
      await other.becomesHolder();
      await other.send('While the other one is in the cache');
      await other.showsOnceSent('While the other one is in the cache');
      await cached.page.evaluate(() => history.back());
      await cached.page.locator('body[data-persisted="true"]').waitFor();
      await cached.shows('While the other one is in the cache');
      await cached.send('Out of the cache');
      await other.showsOnceSent('Out of the cache');
      assert.equal(await countInRoom(stack, 'Out of the cache'), 1);
    } finally {
      await browser.close();
    }
  });

  it('are not moved by a script of the page that speaks on the channel', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const [holder, other] = await twoTabs(stack, profile.context);
    await other.page.evaluate((homeserver) => {
      const channel = new BroadcastChannel(`wiki-room:${homeserver}`);
      const texts = ['call', 'hello', 'subscribe', 'unsubscribe', 'bye', 'engine', 'starting', 'result', 'update'];
      const values: unknown[] = [undefined, null, 0, -1, NaN, '', '__proto__', {}, [], new Date(), new Map([[1, 2]])];
      for (const kind of texts) {
        for (const value of values) {
          channel.postMessage({ kind, from: value, to: value, engine: value, id: value, name: value, args: value });
          channel.postMessage({
            kind,
            from: 'x',
            to: 'x',
            engine: 'x',
            id: 1,
            name: 'measure',
            args: value,
            topic: value,
          });
        }
      }
      for (const value of values) channel.postMessage(value);
    }, stack.origins.matrix);
    await other.send('In spite of the noise');
    await holder.showsOnceSent('In spite of the noise');
    assert.deepEqual(profile.complaints, []);
  });

  it('share one engine among many elements of one page, also of the same room', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const tab = new Tab(await profile.context.newPage());
    await logInToWiki(tab.page, stack.origins.wiki, stack.users.dave, '/news');
    await tab.log.getByRole('article').first().waitFor();
    await tab.page.evaluate(() => {
      const first = document.querySelector('wiki-room')!;
      for (let i = 0; i < 9; i++) first.after(first.cloneNode());
    });
    const logs = tab.page.locator('wiki-room').getByRole('log');
    for (let i = 0; i < 10; i++) {
      await tab.page.locator('wiki-room').nth(i).scrollIntoViewIfNeeded();
      await logs.nth(i).getByRole('article').first().waitFor();
    }
    assert.equal(tab.page.workers().length, 1);
    await until(async () => (await logs.count()) === 10);
    const composers = tab.page.locator('wiki-room').getByRole('textbox', { name: /^Message/ });
    await composers.nth(2).fill('One draft in ten places');
    await until(async () => (await composers.nth(7).inputValue()) === 'One draft in ten places');
    await composers.nth(7).press('Enter');
    for (const i of [0, 2, 9]) {
      const sent = logs.nth(i).getByRole('article').filter({ hasText: 'One draft in ten places' });
      await until(async () => (await sent.count()) === 1);
      assert.equal(await composers.nth(i).inputValue(), '');
    }
    assert.equal(await countInRoom(stack, 'One draft in ten places'), 1);
    assert.deepEqual(profile.complaints, []);
  });
});
