import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import type { Peer } from '../stack/peer.ts';
import type { Stack } from '../stack/stack.ts';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

/** The origin may store so much, bytes; the browser asks for it anew only where it knows of nothing that is left. */
const quotaSize = 10_000_000;

/** Something else on the page's origin takes all the room that is left or becomes free, until what is returned gives it back. */
async function fill(page: Page): Promise<() => Promise<void>> {
  const filler = await page.evaluateHandle(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('something-else');
      request.onupgradeneeded = () => request.result.createObjectStore('values', { autoIncrement: true });
      request.onsuccess = () => resolve(request.result);
    });
    const fits = (size: number): Promise<boolean> =>
      new Promise((resolve) => {
        const transaction = database.transaction('values', 'readwrite');
        transaction.oncomplete = () => resolve(true);
        transaction.onabort = () => resolve(false);
        // What cannot be made smaller; so much at a time.
        const parts = [];
        for (let at = 0; at < size; at += 65_536) {
          parts.push(crypto.getRandomValues(new Uint8Array(Math.min(65_536, size - at))));
        }
        transaction.objectStore('values').add(parts);
      });
    const take = async (): Promise<void> => {
      for (const size of [1_000_000, 65_536, 4_096, 256, 16]) while (!stopped && (await fits(size)));
    };
    let stopped = false;
    await take();
    const goesOn = (async () => {
      while (!stopped) await take();
    })();
    return {
      async end(): Promise<void> {
        stopped = true;
        await goesOn;
        database.close();
        await new Promise<void>((resolve) => {
          indexedDB.deleteDatabase('something-else').onsuccess = () => resolve();
        });
      },
    };
  });
  return () => filler.evaluate(({ end }) => end());
}

async function opened(context: BrowserContext, { origins, users }: Stack, path: string): Promise<Tab> {
  const tab = new Tab(await context.newPage());
  const devtools = await context.newCDPSession(tab.page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: origins.wiki, quotaSize });
  await logInToWiki(tab.page, origins.wiki, users.alice, path);
  await tab.log.getByRole('article').first().waitFor();
  return tab;
}

const full = (tab: Tab) => tab.element.getByText(/storage is full/).first();

/** What has come that begins so, in order. */
function bodiesOf(peer: Peer, roomId: string, beginning: string): string[] {
  const bodies = peer.events(roomId).map((event) => String(event.getContent()['body']));
  return bodies.filter((body) => body.startsWith(beginning));
}

describe('a browser whose storage is really full', () => {
  before(bob);

  it('keeps what is written in the composer, shows what others write, and goes on', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const tab = await opened(profile.context, stack, '/news');
    const roomId = stack.seed.rooms['news']!;
    const free = await fill(tab.page);
    await tab.send('Written on a full disk');
    await full(tab).waitFor();
    assert.equal(await tab.composer.inputValue(), 'Written on a full disk');
    await peer.send(roomId, 'Read on a full disk');
    await tab.shows('Read on a full disk');
    assert.deepEqual(bodiesOf(peer, roomId, 'Written on a full disk'), []);
    await free();
    await tab.composer.press('Enter');
    await tab.showsOnceSent('Written on a full disk');
    await peer.waitForMessage(roomId, ({ body }) => body === 'Written on a full disk');
    await tab.page.reload();
    for (const words of ['Written on a full disk', 'Read on a full disk']) {
      await tab.shows(words);
      await until(async () => (await tab.article(words).count()) === 1);
    }
    assert.deepEqual(profile.complaints, []);
  });

  it('loses no key of what others write: it waits until there is room, says so, and goes on by itself', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const tab = await opened(profile.context, stack, '/alpha');
    await tab.recover(stack.seed.recoveryKeys.alice!);
    const roomId = stack.seed.rooms['alpha']!;
    await tab.send('Before the disk was full');
    await tab.showsOnceSent('Before the disk was full');
    // Who has the message knows the device, and encrypts for it.
    await peer.waitForMessage(roomId, ({ body }) => body === 'Before the disk was full');
    const free = await fill(tab.page);
    // Each has a key of its own, which cannot be stored now: a last little may have room still.
    let sent = 0;
    await until(async () => {
      await peer.client.getCrypto()!.forceDiscardSession(roomId);
      await peer.send(roomId, `Encrypted for a full disk ${String(++sent)}`);
      return full(tab)
        .waitFor({ timeout: 3_000 })
        .then(
          () => true,
          () => false,
        );
    });
    await free();
    for (let n = 1; n <= sent; n++) await tab.shows(`Encrypted for a full disk ${String(n)}`, 90_000);
    await full(tab).waitFor({ state: 'detached', timeout: 90_000 });
    await tab.send('There is room again');
    await tab.showsOnceSent('There is room again');
    await peer.waitForMessage(roomId, ({ body }) => body === 'There is room again');
    assert.deepEqual(profile.complaints, []);
  });

  it('once something waits to be sent: says so, and sends it once when there is room', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const { context } = profile;
    const tab = await opened(context, stack, '/news');
    const written: string[] = [];
    const someWait = (): Promise<boolean> => tab.log.locator('article.waiting').first().isVisible();
    for (let turn = 1; ; turn++) {
      assert.ok(turn <= 5, 'there is room again and again');
      await context.route(/\/send\/m\.room\.message\//, (route) => route.abort());
      for (const n of [1, 2, 3]) {
        const text = `Waits for a full disk ${String(turn)}.${String(n)}`;
        await tab.send(text);
        await tab.shows(text);
        written.push(text);
      }
      const free = await fill(tab.page);
      await context.unroute(/\/send\/m\.room\.message\//);
      await tab.page.evaluate(() => dispatchEvent(new Event('online')));
      // What the one deletes the other may be the first to take.
      await until(async () => (await full(tab).isVisible()) || !(await someWait()), 60_000);
      const said = await full(tab).isVisible();
      await free();
      if (said) break;
    }
    for (const text of written) await tab.showsOnceSent(text, 60_000);
    await full(tab).waitFor({ state: 'detached', timeout: 90_000 });
    const roomId = stack.seed.rooms['news']!;
    await peer.waitForMessage(roomId, ({ body }) => body === written.at(-1));
    assert.deepEqual(bodiesOf(peer, roomId, 'Waits for a full disk'), written);
    assert.deepEqual(profile.complaints, []);
  });
});
