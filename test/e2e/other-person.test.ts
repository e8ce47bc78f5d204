import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';

/** From now on a page counts the frames in which messages were on screen while nobody but this person was signed in. */
async function framesOf(page: Page, userId: string): Promise<() => Promise<number>> {
  await page.addInitScript((of) => {
    const count = { frames: 0 };
    Object.assign(window, { count });
    let account: string | undefined;
    document.addEventListener('wiki-room-signed-in', (event) => {
      account = (event as CustomEvent<{ userId: string }>).detail.userId;
    });
    document.addEventListener('wiki-room-signed-out', () => (account = undefined));
    const look = (): void => {
      const room = document.querySelector('wiki-room')?.shadowRoot;
      const timeline = room?.querySelector('wiki-room-timeline')?.shadowRoot;
      if (timeline?.querySelector('[role=article], article') && (account ?? of) === of) count.frames++;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, userId);
  return () => page.evaluate(() => (window as unknown as { count: { frames: number } }).count.frames);
}

/** The accounts of which anything is stored. */
function accountsOfRecords(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const accounts = new Set<string>();
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name!);
        request.onsuccess = () => resolve(request.result);
      });
      for (const store of ['keys', 'outbox', 'values']) {
        if (!database.objectStoreNames.contains(store)) continue;
        const keys = await new Promise<IDBValidKey[]>((resolve) => {
          const request = database.transaction(store).objectStore(store).getAllKeys();
          request.onsuccess = () => resolve(request.result);
        });
        for (const key of keys) {
          const account = (typeof key === 'string' ? key : (key as string[])[0]) ?? '';
          accounts.add((JSON.parse(account) as string[])[1] ?? '');
        }
      }
      database.close();
    }
    return [...accounts];
  });
}

describe('another person in the same browser profile', () => {
  it('sees nothing of who was there before, and sends nothing of theirs', async () => {
    const stack = await theStack();
    const { alice, dave } = stack.users;
    const { matrix, sso, wiki } = stack.origins;
    const peer = await bob();
    const known = peer.events(stack.seed.rooms['alpha']!).length;
    await using profile = await newProfile();
    const { context } = profile;
    const first = new Tab(await context.newPage());
    await logInToWiki(first.page, wiki, alice, '/alpha?user=Alice');
    await first.log.getByRole('article').first().waitFor();
    await first.composer.fill('A draft of Alice');
    await context.route(`${matrix}/**`, (route) => route.abort());
    await first.send('Not for others to send');
    await first.shows('Not for others to send');
    await first.composer.fill('A draft of Alice');
    await first.page.close();

    // The wiki says that somebody else reads, and nobody can be asked: nothing is shown of the stored room.
    await context.route(`${sso}/**`, (route) => route.abort());
    const offline = new Tab(await context.newPage());
    const seenOffline = await framesOf(offline.page, alice.userId);
    await offline.page.goto(`${wiki}/alpha?user=Dave`);
    await offline.signInButton.waitFor();
    assert.equal(await seenOffline(), 0);
    // To its own reader the stored room is shown all the same.
    await offline.page.goto(`${wiki}/alpha?user=Alice`);
    await offline.shows('Not for others to send');
    await offline.page.close();

    // Dave signs in to the wiki, on a page without a room.
    await context.unroute(`${sso}/**`);
    await context.unroute(`${matrix}/**`);
    await context.clearCookies();
    const page = await context.newPage();
    await logInToWiki(page, wiki, dave, '/');
    const second = new Tab(page);
    const seen = await framesOf(page, alice.userId);
    let rowsAtTheEnd: Promise<number> | undefined;
    page.on('request', (request) => {
      if (request.url().endsWith('/_matrix/client/v3/logout')) rowsAtTheEnd = second.log.getByRole('article').count();
    });
    // Where the address does not say who reads, and the wiki neither, what is stored goes once the answer is there.
    await page.goto(`${wiki}/alpha`);
    await second.element.getByText(dave.userId).waitFor({ state: 'attached' });
    await second.log.getByRole('article').first().waitFor();
    assert.equal(await rowsAtTheEnd, 0, 'the rows go before the session is ended');
    await page.goto(`${wiki}/alpha?user=Dave`);
    await second.element.getByText(dave.userId).waitFor({ state: 'attached' });
    await second.log.getByRole('article').first().waitFor();
    assert.equal(await seen(), 0);
    assert.equal(await second.composer.inputValue(), '');
    assert.deepEqual(await accountsOfRecords(page), [dave.userId]);

    // What Dave sends is the only thing that has left this browser, as somebody at another client sees it.
    await second.send('By Dave, and nothing before it');
    const roomId = stack.seed.rooms['alpha']!;
    const received = await peer.waitForMessage(roomId, ({ body }) => body === 'By Dave, and nothing before it');
    assert.equal(received.getSender(), dave.userId);
    const came = peer.events(roomId).slice(known);
    assert.deepEqual(
      came.filter((event) => event.getType() === 'm.room.message').map((event) => String(event.getContent()['body'])),
      ['By Dave, and nothing before it'],
    );
    assert.ok(!came.some((event) => event.isDecryptionFailure()));
    assert.deepEqual(profile.complaints, []);
  });
});
