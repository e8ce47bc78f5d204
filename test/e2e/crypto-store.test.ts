import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { Chronicle } from '../chaos/chronicle.ts';
import { EngineWatch } from '../chaos/engine-watch.ts';
import { watchPages } from '../chaos/page-probe.ts';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

/** Sees every worker that starts in the profile, and what each does with a crypto store. */
async function watched(
  context: BrowserContext,
): Promise<{ engines: EngineWatch; chronicle: Chronicle; opened: Set<string> }> {
  const chronicle = new Chronicle();
  const engines = new EngineWatch('profile', chronicle);
  const opened = new Set<string>();
  await watchPages(context, (_page, news) => {
    for (const item of news) {
      if (item.kind === 'problem') chronicle.complain(item.text);
      if (item.kind === 'opens') opened.add(item.id);
      if (item.kind === 'engine' || item.kind === 'opens' || item.kind === 'writes-late') engines.hear(item);
    }
  });
  return { engines, chronicle, opened };
}

/** Runs in the engine's worker: the next write to its crypto store is undone by the database. */
function failNextWrite(): void {
  const { transaction } = IDBDatabase.prototype;
  let failed = false;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const writing = transaction.call(this, stores, mode, options);
    if (failed || mode !== 'readwrite' || !/::matrix-sdk-crypto/.test(this.name)) return writing;
    const store = [...writing.objectStoreNames]
      .map((name) => writing.objectStore(name))
      .find((it) => it.keyPath === null);
    if (store === undefined) return writing;
    failed = true;
    store.add('once', 'of the test');
    store.add('twice', 'of the test');
    return writing;
  };
}

describe('the crypto store of a profile', () => {
  before(bob);

  it('is opened by one engine, however many tabs start at once', async () => {
    const stack = await theStack();
    await using profile = await newProfile({ bypassCSP: true });
    const { chronicle, opened } = await watched(profile.context);
    const wiki = await profile.context.newPage();
    await logInToWiki(wiki, stack.origins.wiki, stack.users.alice, '/');
    const tabs = await Promise.all(
      Array.from({ length: 4 }, () =>
        Tab.open(profile.context, `${stack.origins.wiki}/page?room=%23alpha:example.org`),
      ),
    );
    for (const tab of tabs) await tab.composer.waitFor();
    await until(() => Promise.resolve(opened.size > 0));
    await tabs[0]!.send('From one of four that started together');
    for (const tab of tabs) await tab.showsOnceSent('From one of four that started together');
    assert.equal(tabs.filter((tab) => tab.holds).length, 1);
    assert.deepEqual([opened.size, chronicle.complaints], [1, []]);
  });

  it('loses no key where a write to it does not succeed: another engine begins where it stood', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const tab = new Tab(await profile.context.newPage());
    await logInToWiki(tab.page, stack.origins.wiki, stack.users.alice, '/page?room=%23alpha:example.org');
    await tab.composer.waitFor();
    await tab.send('Before a write that fails');
    await tab.showsOnceSent('Before a write that fails');
    const peer = await bob();
    const roomId = stack.seed.rooms['alpha']!;
    // Who has the message knows the device, and encrypts for it.
    await peer.waitForMessage(roomId, ({ body }) => body === 'Before a write that fails');
    const [engine] = tab.page.workers();
    await engine!.evaluate(failNextWrite);
    const ended = engine!.waitForEvent('close');
    await peer.client.getCrypto()!.forceDiscardSession(roomId);
    await peer.send(roomId, 'With a key that could not be stored at first');
    await ended;
    await tab.shows('With a key that could not be stored at first');
    await tab.page.reload();
    await tab.shows('With a key that could not be stored at first');
  });

  it('is not written to by one that was frozen and replaced, when it goes on', async () => {
    const stack = await theStack();
    await using profile = await newProfile({ bypassCSP: true });
    const { chronicle, opened } = await watched(profile.context);
    const frozen = new Tab(await profile.context.newPage());
    await logInToWiki(frozen.page, stack.origins.wiki, stack.users.alice, '/page?room=%23alpha:example.org');
    await frozen.composer.waitFor();
    await frozen.send('Before the freeze of its engine');
    await frozen.showsOnceSent('Before the freeze of its engine');
    const other = await Tab.open(profile.context, `${stack.origins.wiki}/page?room=%23alpha:example.org`);
    await other.composer.waitFor();
    assert.deepEqual([frozen.holds, other.holds, opened.size], [true, false, 1]);
    await frozen.freeze();
    try {
      await other.send('Meanwhile, by another engine');
      await other.becomesHolder(240_000);
      await other.showsOnceSent('Meanwhile, by another engine', 240_000);
      // Its answers wait for it when it goes on.
      const peer = await bob();
      await peer.send(stack.seed.rooms['alpha']!, 'With a key for the one that was frozen');
    } finally {
      frozen.thaw();
    }
    await frozen.shows('With a key for the one that was frozen');
    await until(() => Promise.resolve(!frozen.holds));
    assert.deepEqual([opened.size, chronicle.complaints], [2, []]);
  });
});
