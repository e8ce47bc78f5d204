import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

const engineFile = '**/wiki-room-engine-*.js';

async function twoTabs(context: BrowserContext): Promise<[Tab, Tab]> {
  const { origins, users } = await theStack();
  const holder = new Tab(await context.newPage());
  await logInToWiki(holder.page, origins.wiki, users.dave, '/news');
  await holder.log.getByRole('article').first().waitFor();
  const other = await Tab.open(context, `${origins.wiki}/news`);
  await other.log.getByRole('article').first().waitFor();
  assert.deepEqual([holder.holds, other.holds], [true, false]);
  return [holder, other];
}

/** As after a deployment that has left nothing of the version before. */
const remove = (from: Page | BrowserContext): Promise<unknown> =>
  from.route(engineFile, (route) => route.fulfill({ status: 404, body: 'There is no such page.' }));

async function endWorker({ page }: Tab): Promise<void> {
  await page.workers()[0]!.evaluate(() => (globalThis as unknown as { close(): void }).close());
}

describe('the worker with the engine', () => {
  before(bob);

  it('traps in WebAssembly: another one goes on, and nothing is lost or doubled', async () => {
    await using profile = await newProfile();
    const [holder, other] = await twoTabs(profile.context);
    const [trapped] = holder.page.workers();
    const closed = trapped!.waitForEvent('close');
    await trapped!.evaluate(() => {
      // A module whose one function is `unreachable`.
      const bytes = [
        0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 97, 0, 0, 10, 5, 1, 3, 0, 0, 11,
      ];
      const instance = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)));
      setTimeout(instance.exports['a'] as () => void);
    });
    await other.send('To an engine that has trapped');
    await closed;
    await other.showsOnceSent('To an engine that has trapped', 40_000);
    await holder.showsOnceSent('To an engine that has trapped');
    await until(() => Promise.resolve(holder.page.workers().length + other.page.workers().length === 1));
  });

  it('cannot be loaded again by its tab: another tab takes over, and the first goes on with that one', async () => {
    await using profile = await newProfile();
    const [holder, other] = await twoTabs(profile.context);
    await remove(holder.page);
    await endWorker(holder);
    await other.send('While the file is gone for one tab');
    await other.becomesHolder(40_000);
    await other.showsOnceSent('While the file is gone for one tab', 40_000);
    await holder.showsOnceSent('While the file is gone for one tab');
    await holder.send('From the tab whose file is gone');
    await other.showsOnceSent('From the tab whose file is gone');
    assert.deepEqual([holder.holds, other.holds], [false, true]);
    assert.deepEqual(profile.complaints, []);
  });

  it('is gone after a deployment: every tab keeps what it shows, asks for a reload, and goes on after it', async () => {
    await using profile = await newProfile();
    const tabs = await twoTabs(profile.context);
    const [holder, other] = tabs;
    let asked = 0;
    profile.context.on('request', (request) => request.url().includes('wiki-room-engine-') && asked++);
    await remove(profile.context);
    await endWorker(holder);
    for (const tab of tabs) {
      await tab.button('Reload').first().waitFor({ timeout: 120_000 });
      assert.ok((await tab.log.getByRole('article').count()) > 0);
    }
    const before = asked;
    // Written all the same: it waits in the store.
    await other.send('Written without an engine');
    await other.shows('Written without an engine');
    await profile.context.unroute(engineFile);
    await Promise.all([other.page.waitForEvent('load'), other.button('Reload').first().click()]);
    await other.showsOnceSent('Written without an engine');
    await holder.showsOnceSent('Written without an engine');
    assert.equal(await holder.button('Reload').count(), 0);
    // Five attempts of each tab, each by both ways, and once more where one takes the other's place: it ends.
    assert.ok(before <= 40, `${before} requests`);
  });
});
