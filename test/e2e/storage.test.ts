import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';
import { withoutStorage } from './support/without-storage.ts';

const callback = `callback=${encodeURIComponent('/wiki-room/callback.html')}`;

/** The next message is written with success, and its transaction aborted afterwards, as a browser does over quota. */
function overQuota(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { prototype } = IDBObjectStore;
    const { add } = prototype;
    prototype.add = function (...args) {
      prototype.add = add;
      const request = add.apply(this, args);
      const { transaction } = this;
      request.addEventListener('success', () => {
        Object.defineProperty(transaction, 'error', { value: new DOMException('full', 'QuotaExceededError') });
        transaction.abort();
      });
      return request;
    };
  });
}

/** The browser removes the data of the origin; its reader is told, and signs in again. */
async function clearAndSignIn(tab: Tab, origin: string): Promise<void> {
  const devtools = await tab.page.context().newCDPSession(tab.page);
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await tab.element
    .getByText(/removed the data/)
    .first()
    .waitFor();
  await tab.signInButton.click();
}

describe('the storage of the browser', () => {
  before(bob);

  it('is full: the message stays in the composer, and the reader is told', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const tab = new Tab(await profile.context.newPage());
    await logInToWiki(tab.page, stack.origins.wiki, stack.users.dave, '/news');
    await tab.log.getByRole('article').first().waitFor();
    await overQuota(tab.page);
    await tab.send('Written over quota');
    await tab.element
      .getByText(/storage is full/)
      .first()
      .waitFor();
    assert.equal(await tab.composer.inputValue(), 'Written over quota');
    await tab.composer.press('Enter');
    await tab.showsOnceSent('Written over quota');
    assert.deepEqual(profile.complaints, []);
  });

  it('keeps no keys of a session whose removal was cut short', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const tab = new Tab(await profile.context.newPage());
    await logInToWiki(tab.page, stack.origins.wiki, stack.users.dave, '/news');
    await tab.log.getByRole('article').first().waitFor();
    const name = `wiki-room:${stack.users.dave.userId}:GONE::matrix-sdk-crypto`;
    await tab.page.evaluate(
      (left) =>
        new Promise<void>((resolve) => {
          const request = indexedDB.open(left);
          request.onsuccess = () => {
            request.result.close();
            resolve();
          };
        }),
      name,
    );
    await tab.page.reload();
    await until(() =>
      tab.page.evaluate(async (left) => (await indexedDB.databases()).every((one) => one.name !== left), name),
    );
    assert.deepEqual(profile.complaints, []);
  });

  it('is cleared while somebody types: says so, keeps the text, and goes on as another device', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const tab = new Tab(await profile.context.newPage());
    await logInToWiki(tab.page, stack.origins.wiki, stack.users.dave, '/news');
    await tab.log.getByRole('article').first().waitFor();
    const before = await stack.admin.devices(stack.users.dave.userId);
    await tab.composer.pressSequentially('Half a ');
    await clearAndSignIn(tab, stack.origins.wiki);
    await tab.log.getByRole('article').first().waitFor();
    assert.equal(await tab.composer.inputValue(), 'Half a ');
    await tab.composer.pressSequentially('sentence');
    await tab.composer.press('Enter');
    await tab.showsOnceSent('Half a sentence');
    const after = await stack.admin.devices(stack.users.dave.userId);
    const fresh = after.filter((device) => !before.includes(device));
    assert.equal(fresh.length, 1);
    assert.equal(after.length, before.length, 'the old device was signed out');
    assert.deepEqual(profile.complaints, []);
  });

  it('is cleared under an encrypted room: another device reads what was said, once it has the recovery key', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const tab = new Tab(await profile.context.newPage());
    await logInToWiki(tab.page, stack.origins.wiki, stack.users.alice, '/alpha');
    const recoveryKey = stack.seed.recoveryKeys.alice!;
    await tab.recover(recoveryKey);
    const kept = profile.context.waitForEvent(
      'response',
      (response) => /room_keys\/keys/.test(response.url()) && response.request().method() === 'PUT',
    );
    await tab.send('Said before all was cleared');
    await tab.showsOnceSent('Said before all was cleared');
    await kept;
    await tab.composer.pressSequentially('Half a ');
    await clearAndSignIn(tab, stack.origins.wiki);
    await tab.recover(recoveryKey);
    await tab.shows('Said before all was cleared');
    assert.equal(await tab.composer.inputValue(), 'Half a ');
    await tab.composer.pressSequentially('sentence');
    await tab.composer.press('Enter');
    await tab.showsOnceSent('Half a sentence');
    assert.deepEqual(profile.complaints, []);
  });

  it('is not there: everything works for the visit, in every tab, and the reader is told', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    await withoutStorage(profile.context);
    const first = new Tab(await profile.context.newPage());
    await logInToWiki(first.page, stack.origins.wiki, stack.users.dave, `/news?${callback}`);
    await first.log.getByRole('article').first().waitFor();
    await first.element
      .getByText(/keeps nothing/)
      .first()
      .waitFor();
    await first.send('Kept nowhere');
    await first.showsOnceSent('Kept nowhere');
    const second = await Tab.open(profile.context, `${stack.origins.wiki}/news?${callback}`);
    await second.shows('Kept nowhere');
    assert.deepEqual([first.holds, second.holds], [true, false]);
    await second.send('From the second tab');
    await first.showsOnceSent('From the second tab');
    assert.deepEqual(profile.complaints, []);
  });
});
