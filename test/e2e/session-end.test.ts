import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInAtKeycloak, logInToWiki } from './support/keycloak-page.ts';
import { softLogout } from './support/soft-logout.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';
import { nothingStored, whatIsStored } from './support/what-is-stored.ts';

/** Bodies of the log-ins at the homeserver that a profile asks for. */
function logInsOf(context: BrowserContext): Readonly<Record<string, unknown>>[] {
  const logIns: Record<string, unknown>[] = [];
  context.on('request', (request) => {
    if (request.method() !== 'POST' || !request.url().endsWith('/_matrix/client/v3/login')) return;
    logIns.push(request.postDataJSON() as Record<string, unknown>);
  });
  return logIns;
}

/** Whether a session is stored as one that is locked. */
const storedAsLocked = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
    const database = await resultOf(indexedDB.open('wiki-room'));
    const sessions = await resultOf(database.transaction('sessions').objectStore('sessions').getAll());
    database.close();
    return (sessions as { readonly locked?: boolean }[]).some(({ locked }) => locked === true);
  });

const refuseConnection = (route: Route): Promise<void> => route.abort();

describe('a session that the homeserver ends while messages wait', () => {
  before(bob);

  it('for good: says so, leaves nothing stored, shows what was not sent, and goes on as another device', async () => {
    const stack = await theStack();
    const { carol } = stack.users;
    await using profile = await newProfile({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { context } = profile;
    const before = await stack.admin.devices(carol.userId);
    const tab = new Tab(await context.newPage());
    const logIns = logInsOf(context);
    await logInToWiki(tab.page, stack.origins.wiki, carol, '/alpha');
    await tab.composer.waitFor();
    await context.route('**/send/m.room.encrypted/**', refuseConnection);
    for (const text of ['One that waits for ever', 'Two that waits for ever']) {
      await tab.send(text);
      await tab.shows(text);
    }
    await tab.composer.fill('Half a thought');
    const { crypto, outbox } = await whatIsStored(tab.page);
    assert.ok(crypto > 0 && outbox === 2, 'there is something to leave');
    const [device] = (await stack.admin.devices(carol.userId)).filter((id) => !before.includes(id));
    await stack.admin.deleteDevice(carol.userId, device!);
    await tab.element.getByText(/removed from your account/).waitFor();
    assert.equal(await tab.log.count(), 0);
    await tab.button('Copy').first().click();
    const copied = await tab.page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, 'One that waits for ever\n\nTwo that waits for ever\n\nHalf a thought');
    // That it was ended is known to the next page.
    assert.deepEqual(await whatIsStored(tab.page), { ...nothingStored, sessions: 1 });

    await context.unroute('**/send/m.room.encrypted/**');
    await tab.signInButton.click();
    await tab.composer.waitFor();
    assert.deepEqual(
      logIns.map((body) => body['device_id']),
      [undefined, undefined],
      'the device is never taken up again',
    );
    assert.match(await tab.composer.inputValue(), /One that waits for ever\n.*\nHalf a thought/s);
    assert.equal(await tab.article('that waits for ever').count(), 0, 'nothing is sent by itself');
    assert.deepEqual(profile.complaints, []);
  });

  it('for now: signs in by itself as the same device, sends what waited, and reads what it could read', async () => {
    const stack = await theStack();
    const peer = await bob();
    const { carol } = stack.users;
    await using profile = await newProfile();
    const { context } = profile;
    const logIns = logInsOf(context);
    const tab = new Tab(await context.newPage());
    await logInToWiki(tab.page, stack.origins.wiki, carol, '/alpha');
    await tab.composer.waitFor();
    await tab.send('Written before the session ended');
    await tab.showsOnceSent('Written before the session ended');
    const devices = await stack.admin.devices(carol.userId);
    await softLogout(context);
    await tab.send('Waited while the session was over');
    await tab.showsOnceSent('Waited while the session was over');
    await tab.page.reload();
    await tab.shows('Written before the session ended');
    await tab.shows('Waited while the session was over');
    const [first, second, ...more] = logIns;
    assert.deepEqual([first?.['device_id'], typeof second?.['device_id'], more], [undefined, 'string', []]);
    assert.deepEqual(await stack.admin.devices(carol.userId), devices);
    await peer.waitForMessage(
      stack.seed.rooms['alpha']!,
      (content) => content.body === 'Waited while the session was over',
    );
    assert.deepEqual(profile.complaints, []);
  });
});

describe('an account that an administrator stops while the room is open', () => {
  before(bob);

  it('suspended: it can read and not write, says so, and goes on when that is over', async () => {
    const stack = await theStack();
    const peer = await bob();
    const { carol } = stack.users;
    await using profile = await newProfile();
    const tab = new Tab(await profile.context.newPage());
    await logInToWiki(tab.page, stack.origins.wiki, carol, '/news');
    await tab.composer.waitFor();
    await stack.admin.setSuspended(carol.userId, true);
    try {
      await tab.send('Written while suspended');
      await tab.element.getByText('Your account is suspended.').first().waitFor();
      assert.equal(await tab.composer.count(), 0);
      await peer.send(stack.seed.rooms['news']!, 'Read while suspended');
      await tab.shows('Read while suspended');
    } finally {
      await stack.admin.setSuspended(carol.userId, false);
    }
    await tab.article('Written while suspended').getByRole('button', { name: 'Retry' }).click();
    await tab.showsOnceSent('Written while suspended');
    await tab.composer.waitFor();
    assert.deepEqual(profile.complaints, []);
  });

  it('locked: nothing of the room stays on screen, nor comes with the next page, until it is unlocked', async () => {
    const stack = await theStack();
    const { carol } = stack.users;
    await using profile = await newProfile();
    const { context } = profile;
    const tab = new Tab(await context.newPage());
    const logIns = logInsOf(context);
    await logInToWiki(tab.page, stack.origins.wiki, carol, '/news');
    await tab.composer.waitFor();
    await tab.composer.fill('Half a thought before the lock');
    const words = tab.element.getByText('Your account is locked.');
    await stack.admin.setLocked(carol.userId, true);
    try {
      await words.waitFor();
      assert.deepEqual([await tab.log.count(), await tab.composer.count()], [0, 0]);
      // The next page knows it by what is stored, which comes a moment after the words.
      await until(() => storedAsLocked(tab.page));
      await tab.page.reload();
      const shown = await Promise.race([
        words.waitFor().then(() => 'why'),
        tab.log
          .getByRole('article')
          .first()
          .waitFor()
          .then(() => 'the room'),
      ]);
      assert.equal(shown, 'why');
      await tab.button('Try again').click();
      await words.waitFor();
      assert.equal(await tab.log.count(), 0);
    } finally {
      await stack.admin.setLocked(carol.userId, false);
    }
    await tab.button('Try again').click();
    await tab.log.getByRole('article').first().waitFor();
    // The messages come before the field.
    await until(async () => (await tab.composer.inputValue()) === 'Half a thought before the lock');
    assert.equal(logIns.length, 1, 'the same session goes on');
    assert.deepEqual(profile.complaints, []);
  });

  it('disabled at the identity provider: it says so where the session must be renewed, and the session goes on later', async () => {
    const stack = await theStack();
    const { dave } = stack.users;
    await using profile = await newProfile();
    const { context } = profile;
    const tab = new Tab(await context.newPage());
    const logIns = logInsOf(context);
    await logInToWiki(tab.page, stack.origins.wiki, dave, '/news');
    await tab.composer.waitFor();
    await stack.keycloakAdmin.setEnabled(dave, false);
    try {
      await softLogout(context);
      await tab.page.reload();
      await tab.element.getByText('Your session has expired.').waitFor();
      await tab.log.getByRole('article').first().waitFor();
      const opened = tab.page.waitForEvent('popup');
      await tab.signInButton.click();
      const popup = await opened;
      await logInAtKeycloak(popup, dave);
      await popup.getByText(/disabled/i).waitFor();
      await popup.close();
      // A window that is gone so soon might have been cut off: whoever is back on the page has given it up.
      await until(async () => {
        await tab.page.getByRole('heading').first().click();
        return (await tab.element.getByText('Signing in was not finished.').count()) > 0;
      });
    } finally {
      await stack.keycloakAdmin.setEnabled(dave, true);
    }
    await tab.signInByPopup(dave);
    await tab.send('Enabled again');
    await tab.showsOnceSent('Enabled again');
    assert.deepEqual([logIns.length, typeof logIns[1]?.['device_id']], [2, 'string']);
    assert.deepEqual(profile.complaints, []);
  });
});
