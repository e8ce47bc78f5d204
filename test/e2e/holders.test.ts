import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

describe('the tab that holds the engine', () => {
  it('sleeps while somebody signs out in another: all the others follow, and nothing is left when it wakes', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const frozen = new Tab(await profile.context.newPage());
    await logInToWiki(frozen.page, stack.origins.wiki, stack.users.carol, '/alpha');
    await frozen.log.getByRole('article').first().waitFor();
    await frozen.send('Before the sign-out');
    await frozen.showsOnceSent('Before the sign-out');
    const [second, third] = [
      await Tab.open(profile.context, `${stack.origins.wiki}/alpha`),
      await Tab.open(profile.context, `${stack.origins.wiki}/alpha`),
    ];
    for (const tab of [second, third]) await tab.shows('Before the sign-out');
    const devices = await stack.admin.devices(stack.users.carol.userId);
    await frozen.freeze();
    try {
      // The answer to it comes from an engine that takes the place of the one that sleeps.
      const signedOut = second.element.evaluate((element: HTMLElement & { signOut(): Promise<void> }) =>
        element.signOut(),
      );
      await second.signInButton.waitFor({ timeout: 40_000 });
      await third.signInButton.waitFor();
      await signedOut;
      assert.equal(await third.log.count(), 0);
    } finally {
      frozen.thaw();
    }
    await frozen.signInButton.waitFor();
    assert.equal(await frozen.log.count(), 0);
    assert.equal((await stack.admin.devices(stack.users.carol.userId)).length, devices.length - 1);
    const left = (): Promise<unknown> =>
      second.page.evaluate(async () => {
        const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open('wiki-room');
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error!);
        });
        const counts: Record<string, number> = {};
        for (const store of ['keys', 'sessions', 'outbox', 'values']) {
          const request = database.transaction(store).objectStore(store).count();
          counts[store] = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
        }
        database.close();
        return { crypto: names.filter((name) => name !== 'wiki-room').length, ...counts };
      });
    const nothing = JSON.stringify({ crypto: 0, keys: 0, sessions: 0, outbox: 0, values: 0 });
    await until(async () => JSON.stringify(await left()) === nothing);
    assert.deepEqual(profile.complaints, []);
  });
});
