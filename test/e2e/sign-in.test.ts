import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeUnpaddedBase64 } from 'matrix-js-sdk';
import { decodeRecoveryKey } from 'matrix-js-sdk/lib/crypto-api/recovery-key.js';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { putFarDown, scrollDown } from './support/far-down.ts';
import { logInAtKeycloak, logInToWiki } from './support/keycloak-page.ts';
import { readableByScripts } from './support/readable-by-scripts.ts';
import { RoomPage } from './support/room-page.ts';
import { tokensOf } from './support/secrets-of.ts';
import { spyOnPage } from './support/spy-on-page.ts';
import { theStack } from './support/stack.ts';

describe('signing in', () => {
  it('takes a newcomer from the button to the conversation', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const room = new RoomPage(await profile.context.newPage());
    await room.page.goto(`${stack.origins.wiki}/alpha`);
    await room.signInByPopup(stack.users.erin);
    await room.send('Hello, I am new here');
    await room.shows('Hello, I am new here');

    const { rooms } = stack.seed;
    await peer.waitForMessage(rooms['alpha']!, (content) => content.body === 'Hello, I am new here');
    assert.deepEqual(profile.complaints, []);
  });

  it('asks nothing of a reader who is signed in to the wiki', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    let asked = false;
    page.on('popup', () => (asked = true));
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/news');
    const room = new RoomPage(page);
    await room.log.getByRole('article').first().waitFor();
    assert.equal(asked, false);
    assert.equal(await room.signInButton.count(), 0);
  });

  it('goes by redirect where popups are blocked, and comes back to the page', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    await profile.context.addInitScript(() => {
      window.open = () => null;
    });
    const room = new RoomPage(await profile.context.newPage());
    await room.page.goto(`${stack.origins.wiki}/news?from=here#part`);
    await room.signInButton.click();
    await room.page
      .waitForURL((url) => url.origin === stack.origins.sso)
      .catch(async () => {
        // The element may say first that the browser blocked the window, and offer to go on in this one.
        await room.button(/continue/i).click();
        await room.page.waitForURL((url) => url.origin === stack.origins.sso);
      });
    await logInAtKeycloak(room.page, stack.users.dave);
    await room.page.waitForURL(`${stack.origins.wiki}/news?from=here#part`);
    await room.log.getByRole('article').first().waitFor();
  });

  it('finishes a redirect also where the room is far down its page, and leads back there', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    await profile.context.addInitScript(() => {
      window.open = () => null;
    });
    await putFarDown(profile.context);
    const room = new RoomPage(await profile.context.newPage());
    await room.page.goto(`${stack.origins.wiki}/news`);
    await scrollDown(room.page);
    await room.signInButton.click();
    await room.page.waitForURL((url) => url.origin === stack.origins.sso);
    const left = room.page.waitForURL(`${stack.origins.wiki}/news`);
    await logInAtKeycloak(room.page, stack.users.dave);
    await left;
    await room.log.getByRole('article').first().waitFor();
    assert.ok(await room.page.evaluate(() => scrollY > 4_000));
  });

  it('says so when the window is closed, and can be tried again', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const room = new RoomPage(await profile.context.newPage());
    await room.page.goto(`${stack.origins.wiki}/news`);
    const opened = room.page.waitForEvent('popup');
    await room.signInButton.click();
    await (await opened).close();
    await room.signInButton.waitFor();
    await room.signInByPopup(stack.users.dave);
    await room.log.getByRole('article').first().waitFor();
  });

  it('works from a foreign site with one click', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const room = new RoomPage(await profile.context.newPage());
    await room.page.goto(`${stack.origins.elsewhere}/`);
    await room.signInByPopup(stack.users.dave);
    await room.log.getByRole('article').first().waitFor();
  });

  it('makes one device, however often the page is loaded', async () => {
    const stack = await theStack();
    const { dave } = stack.users;
    await using profile = await newProfile();
    const before = (await stack.admin.devices(dave.userId)).length;
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, dave, '/news');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    for (let i = 0; i < 10; i++) {
      await page.reload({ waitUntil: 'commit' });
      // Every other time before the engine has said anything.
      if (i % 2 === 0) await room.log.getByRole('article').first().waitFor();
      else await page.waitForEvent('request', (request) => /\/sync\b/.test(request.url()));
    }
    assert.equal((await stack.admin.devices(dave.userId)).length, before + 1);
  });

  it('leaves nothing behind after signing out', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.carol, '/alpha');
    const room = new RoomPage(page);
    await room.send('Nothing of this stays here');
    await room.shows('Nothing of this stays here');
    await page.evaluate(() =>
      (document.querySelector('wiki-room') as unknown as { signOut(): Promise<void> }).signOut(),
    );
    await room.signInButton.waitFor();
    const left = await page.evaluate(async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
      const records: string[] = [];
      for (const name of names) {
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error ?? new Error('open'));
        });
        for (const store of database.objectStoreNames) {
          const count = await new Promise<number>((resolve) => {
            const request = database.transaction(store).objectStore(store).count();
            request.onsuccess = () => resolve(request.result);
          });
          if (count > 0) records.push(`${name}/${store}`);
        }
        database.close();
      }
      return { records, local: Object.keys(localStorage), session: Object.entries<string>(sessionStorage) };
    });
    // By whom people sign in here is a setting of the page, and no trace of anybody.
    assert.deepEqual(left.local, [`wiki-room:log-out:${stack.origins.sso}/realms/acme`]);
    // Where the log-out at the identity provider leads back to.
    const returnTo = JSON.stringify(['wiki-room:after-logout', page.url()]);
    assert.deepEqual(
      left.session.filter((entry) => JSON.stringify(entry) !== returnTo),
      [],
    );
    assert.deepEqual(
      left.records.filter((record) => !/\/(keys|engines)$/.test(record)),
      [],
    );
  });

  it('offers the log-out at the identity provider, and comes back to the page from it', async () => {
    const stack = await theStack();
    const { sso, wiki } = stack.origins;
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, wiki, stack.users.carol, '/news?from=here');
    const room = new RoomPage(page);
    await room.button('Menu').click();
    await room.button('Sign out').click();
    await room.signInButton.waitFor();
    await room.element.getByRole('link', { name: `Also sign out of ${new URL(sso).host}` }).click();
    // Without a token that says who asks, Keycloak asks first.
    await page.locator('#kc-logout').click();
    await page.waitForURL(`${wiki}/news?from=here`);
    await room.signInButton.waitFor();
    const opened = page.waitForEvent('popup');
    await room.signInButton.click();
    await (await opened).locator('#username').waitFor();
    assert.deepEqual(profile.complaints, []);
  });

  it('keeps no token or key in a readable place', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const secrets = tokensOf(profile.context);
    await spyOnPage(profile.context, new URL(stack.origins.wiki).hostname);
    page.on('request', (request) => assert.doesNotMatch(request.url(), /access_token|loginToken=[^&]{5}/));
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    const recoveryKey = stack.seed.recoveryKeys.alice!;
    await room.recover(recoveryKey);
    await room.showsFurtherUp('Evening print against the old book: 23 berths, 23 the same.');
    const readable = await readableByScripts(page);
    assert.ok(readable.includes('matrix-sdk-crypto'), 'the store of the keys was looked into');
    assert.ok(secrets.size > 0, 'the engine has spoken to the homeserver');
    const key = decodeRecoveryKey(recoveryKey);
    const written = [recoveryKey, recoveryKey.replaceAll(' ', ''), encodeUnpaddedBase64(key)];
    // As it stands in the JSON of what was read.
    for (const form of [...written, JSON.stringify(new TextDecoder('latin1').decode(key)).slice(1, -1)])
      secrets.add(form);
    // Whose device it is may be known to a page that shows the room itself.
    const devices = await stack.admin.devices(stack.users.alice.userId);
    const found = [...secrets].filter((secret) => !devices.includes(secret) && readable.includes(secret));
    assert.deepEqual(
      found.map((secret) => `${secret.slice(0, 6)}… of ${String(secret.length)}`),
      [],
    );
  });
});
