import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { insertRoom, loadScript, serveBarePage } from './support/bare-page.ts';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

/** A page that counts who listens to its window and document: {@link listeners}. */
async function countListeners(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counted = new Map<string, Set<unknown>>();
    const of = (target: EventTarget, type: string): Set<unknown> | undefined => {
      if (target !== window && target !== document) return undefined;
      const key = `${target === window ? 'window' : 'document'} ${type}`;
      const listeners = counted.get(key) ?? new Set();
      counted.set(key, listeners);
      return listeners;
    };
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (this: EventTarget | undefined, type, listener, options) {
      const target = this ?? window;
      const listeners = of(target, type);
      listeners?.add(listener);
      const { signal, once } = typeof options === 'object' ? options : {};
      const forget = (): void => void listeners?.delete(listener);
      if (signal !== undefined) add.call(signal, 'abort', forget);
      if (once === true) add.call(target, type, forget, { once });
      add.call(target, type, listener, options);
    };
    EventTarget.prototype.removeEventListener = function (this: EventTarget | undefined, type, listener, options) {
      const target = this ?? window;
      of(target, type)?.delete(listener);
      remove.call(target, type, listener, options);
    };
    Object.assign(window, { counted });
  });
}

/** What they listen to, each as often as somebody does. */
function listeners(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { counted } = window as unknown as { readonly counted: ReadonlyMap<string, ReadonlySet<unknown>> };
    return [...counted].flatMap(([name, { size }]) => Array<string>(size).fill(name)).sort();
  });
}

/** Names of the locks that this browser holds for us. */
function locks(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.map(({ name }) => name ?? '').filter((name) => name.startsWith('wiki-room'));
  });
}

/** What the engine answers where it is asked whether it is needed. */
async function followNeed(page: Page): Promise<() => Promise<boolean[]>> {
  const { origins } = await theStack();
  await page.evaluate((name) => {
    const answers: boolean[] = [];
    Object.assign(window, { answers });
    new BroadcastChannel(name).onmessage = ({ data }: MessageEvent<{ value?: { needed?: boolean } }>) => {
      if (typeof data.value?.needed === 'boolean') answers.push(data.value.needed);
    };
  }, `wiki-room:${origins.matrix}`);
  return () => page.evaluate(() => (window as unknown as { answers: boolean[] }).answers);
}

async function removeRoom(page: Page): Promise<void> {
  // An element ends a task later, for it may be moved: the clock is not set forward before that.
  await page.evaluate(() => {
    document.querySelector('wiki-room')?.remove();
    return new Promise((resolve) => setTimeout(resolve));
  });
}

describe('a page whose room is removed', () => {
  it('keeps neither worker nor lock nor listener of it, and shows it again when it comes back', async () => {
    const stack = await theStack();
    await bob();
    await using profile = await newProfile();
    const tab = new Tab(await profile.context.newPage());
    const { page } = tab;
    await serveBarePage(page);
    await countListeners(page);
    await page.clock.install();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/bare');
    await loadScript(page);
    const before = await listeners(page);

    await insertRoom(page, 'alpha');
    await tab.send('Ahead of its removal');
    await tab.showsOnceSent('Ahead of its removal');
    assert.equal(tab.holds, true);
    const [worker] = page.workers();

    await removeRoom(page);
    await page.clock.fastForward(40_000);
    await insertRoom(page, 'alpha');
    await tab.shows('Ahead of its removal');
    await page.clock.fastForward(40_000);
    await tab.send('Back within the minute');
    await tab.showsOnceSent('Back within the minute');
    assert.ok(page.workers()[0] === worker, 'the engine went on');

    for (const text of ['Removed for longer', 'Longer once more']) {
      await removeRoom(page);
      await until(async () => {
        await page.clock.fastForward(61_000);
        return !tab.holds && (await locks(page)).length === 0;
      });
      assert.deepEqual(await listeners(page), before);
      await insertRoom(page, 'alpha');
      await tab.send(text);
      await tab.showsOnceSent(text);
      assert.equal(tab.holds, true);
    }
    assert.deepEqual(profile.complaints, []);
  });

  it('sends first what waits', async () => {
    const stack = await theStack();
    const peer = await bob();
    const alpha = stack.seed.rooms['alpha']!;
    await using profile = await newProfile();
    const tab = new Tab(await profile.context.newPage());
    const { page } = tab;
    await serveBarePage(page);
    await page.clock.install();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/bare');
    await loadScript(page);
    await insertRoom(page, 'alpha');
    await tab.composer.waitFor();
    await profile.context.setOffline(true);
    await tab.send('Waits while its room goes');
    await tab.shows('Waits while its room goes');
    const answers = await followNeed(page);
    await removeRoom(page);
    for (let minute = 1; minute <= 2; minute++) {
      // Again and again: what the room still asked for as it went may take a while.
      await until(async () => {
        await page.clock.fastForward(61_000);
        return (await answers()).length >= minute;
      });
      assert.equal(tab.holds, true);
    }
    assert.ok((await answers()).every((needed) => needed));
    await profile.context.setOffline(false);
    await peer.waitForMessage(alpha, ({ body }) => body === 'Waits while its room goes');
    await until(async () => {
      await page.clock.fastForward(61_000);
      return !tab.holds;
    });
  });

  it('stays where other tabs use its engine', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const holder = new Tab(await profile.context.newPage());
    await serveBarePage(holder.page);
    await holder.page.clock.install();
    await logInToWiki(holder.page, stack.origins.wiki, stack.users.alice, '/bare');
    await loadScript(holder.page);
    await insertRoom(holder.page, 'alpha');
    await holder.log.getByRole('article').first().waitFor();
    const other = await Tab.open(profile.context, `${stack.origins.wiki}/alpha`);
    await other.log.getByRole('article').first().waitFor();
    await removeRoom(holder.page);
    await holder.page.clock.fastForward(61_000);
    await other.send('Served by a page without a room');
    await other.showsOnceSent('Served by a page without a room');
    assert.deepEqual([holder.holds, other.holds], [true, false]);
    await other.page.close();
    await until(async () => {
      await holder.page.clock.fastForward(61_000);
      return !holder.holds && (await locks(holder.page)).length === 0;
    });
    assert.deepEqual(profile.complaints, []);
  });
});
