import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { until } from './support/until.ts';
import { theStack } from './support/stack.ts';

describe('a conversation', () => {
  it('goes both ways, encrypted, between the element and another client', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const alpha = stack.seed.rooms['alpha']!;
    const sentInClear: string[] = [];
    page.on('request', (request) => {
      if (/\/send\/m\.room\.message\//.test(request.url())) sentInClear.push(request.url());
    });

    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    await room.send('From the **wiki** to Bob');
    const received = await peer.waitForMessage(alpha, (content) => content.body === 'From the **wiki** to Bob');
    assert.equal(received.getContent().formatted_body, 'From the <strong>wiki</strong> to Bob');

    await peer.send(alpha, 'From Bob to the wiki');
    await room.shows('From Bob to the wiki');
    assert.deepEqual(sentInClear, []);
    assert.equal(await room.article('From the wiki to Bob').count(), 1, 'the echo and the event are one row');
    assert.deepEqual(profile.complaints, []);
  });

  it('is there again after a reload, with the draft', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.send('Before the reload');
    await room.shows('Before the reload');
    await room.composer.fill('half a thought');
    await page.reload();
    await room.shows('Before the reload');
    await page.waitForFunction(() => document.activeElement !== null && document.querySelector('wiki-room') !== null);
    await until(async () => (await room.composer.inputValue()) === 'half a thought');
  });

  it('keeps a draft that was typed in the very moment of the reload', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    for (const text of ['half a thought', 'another one']) {
      const loaded = page.waitForEvent('load');
      const typing = room.composer.evaluate((field: HTMLTextAreaElement, typed) => {
        field.value = typed;
        field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
        location.reload();
      }, text);
      // Its answer goes with the page that was asked, and may never be heard of again.
      typing.catch(() => undefined);
      await loaded;
      await until(async () => (await room.composer.inputValue()) === text);
    }
    const left = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    assert.ok(!/draft|thought|another/.test(left), left);
  });

  it('neither loses nor doubles a message whose tab is closed in the moments after Enter', async () => {
    const stack = await theStack();
    const peer = await bob();
    const alpha = stack.seed.rooms['alpha']!;
    await using profile = await newProfile();
    const opener = await profile.context.newPage();
    const first = await profile.context.newPage();
    await logInToWiki(first, stack.origins.wiki, stack.users.alice, '/alpha');
    await new RoomPage(first).composer.waitFor();
    await first.close();
    const moments = Array.from({ length: 6 }, (_, i) => 10 * i);
    const textOf = (milliseconds: number): string => `Closed after ${String(milliseconds)} milliseconds`;
    /** What was not stored yet when its tab went is sent now: there, it was nothing but a draft. */
    const comesBack = async (room: RoomPage, text: string): Promise<void> => {
      const isDraft = async (): Promise<boolean> => (await room.composer.inputValue()) === text;
      await until(async () => (await isDraft()) || (await room.article(text).count()) > 0);
      if (!(await isDraft())) return;
      await room.composer.press('Enter');
      await room.shows(text);
    };
    for (const milliseconds of moments) {
      const opened = profile.context.waitForEvent('page');
      // A script may close what a script has opened.
      await opener.evaluate((url) => void window.open(url), `${stack.origins.wiki}/alpha`);
      const closing = new RoomPage(await opened);
      if (milliseconds > 0) await comesBack(closing, textOf(milliseconds - 10));
      await closing.composer.fill(textOf(milliseconds));
      await closing.page.evaluate((delay) => {
        const close = ({ key }: KeyboardEvent): void => {
          if (key === 'Enter') setTimeout(() => window.close(), delay);
        };
        addEventListener('keydown', close, true);
      }, milliseconds);
      const closed = closing.page.waitForEvent('close');
      await closing.composer.press('Enter').catch(() => undefined);
      await closed;
    }
    const room = new RoomPage(await profile.context.newPage());
    await room.page.goto(`${stack.origins.wiki}/alpha`);
    await comesBack(room, textOf(moments.at(-1)!));
    await room.send('Closed no more');
    await peer.waitForMessage(alpha, ({ body }) => body === 'Closed no more');
    for (const text of moments.map(textOf)) {
      await peer.waitForMessage(alpha, ({ body }) => body === text);
      assert.equal(await room.article(text).count(), 1, text);
      assert.equal(peer.events(alpha).filter((event) => event.getContent()['body'] === text).length, 1, text);
    }
    assert.equal(await room.composer.inputValue(), '');
    assert.deepEqual(profile.complaints, []);
  });

  it('edits the last own message with the up arrow', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.send('A mesage with a slip');
    await room.shows('A mesage with a slip');
    await peer.waitForMessage(stack.seed.rooms['alpha']!, (content) => content.body === 'A mesage with a slip');
    // Editable is what has come back from the homeserver.
    await until(async () => {
      await room.composer.press('ArrowUp');
      return (await room.composer.inputValue()) === 'A mesage with a slip';
    });
    await room.send('A message without');
    await room.shows('A message without');
    assert.equal(await room.article('A mesage with a slip').count(), 0);
    assert.match((await room.article('A message without').textContent()) ?? '', /edited/);
  });

  it('shows an old message in place, by its link in a newer one', async () => {
    const stack = await theStack();
    const peer = await bob();
    const news = stack.seed.rooms['news']!;
    await using profile = await newProfile({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.carol, '/news');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    await room.send('Worth coming back to');
    await peer.waitForMessage(news, ({ body }) => body === 'Worth coming back to');
    await room.act(room.article('Worth coming back to').first(), 'Copy link');
    await room.element.getByText('Link copied').locator('visible=true').first().waitFor();

    // More than is known of a room at its opening.
    for (let i = 1; i <= 45; i++) await peer.send(news, `Said since then ${String(i)}`);
    await page.reload();
    await room.shows('Said since then 45');
    assert.equal(await room.article('Worth coming back to').count(), 0);
    await room.composer.focus();
    await page.keyboard.press('Control+V');
    await page.keyboard.press('Enter');
    const link = room
      .article(/^(?!.*Said since).*matrix\.to/s)
      .last()
      .getByRole('link');
    await link.waitFor();
    await page.evaluate(() => {
      const flashed: string[] = [];
      Object.assign(window, { flashed });
      const timeline = document.querySelector('wiki-room')!.shadowRoot!.querySelector('wiki-room-timeline')!;
      new MutationObserver((changes) => flashed.push(...changes.map(({ target }) => target.textContent ?? ''))).observe(
        timeline.shadowRoot!,
        { subtree: true, attributeFilter: ['data-flash'] },
      );
    });
    await link.click();
    await room.shows('Worth coming back to');
    await until(async () => {
      const flashed = await page.evaluate(() => (window as unknown as { flashed: string[] }).flashed);
      return flashed.some((text) => text.includes('Worth coming back to'));
    });
    assert.equal(profile.context.pages().length, 1, 'no other tab was opened');
    assert.deepEqual(profile.complaints, []);
  });

  it('leaves a message to the tab that is storing it, where another one opens the room meanwhile', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const first = new RoomPage(await profile.context.newPage());
    await logInToWiki(first.page, stack.origins.wiki, stack.users.carol, '/news');
    await first.composer.fill('On its way into the storage');
    await until(() => first.page.evaluate(hasDraft));
    await first.page.evaluate(holdEncryption);
    await first.composer.press('Enter');

    const second = new RoomPage(await profile.context.newPage());
    await second.page.goto(`${stack.origins.wiki}/news`);
    await second.composer.waitFor();
    await second.log.getByRole('article').first().waitFor();
    await first.page.evaluate(() => (window as unknown as { letGo: () => void }).letGo());
    await peer.waitForMessage(stack.seed.rooms['news']!, ({ body }) => body === 'On its way into the storage');
    await second.shows('On its way into the storage');
    assert.equal(await second.composer.inputValue(), '');
    assert.equal(await second.article('On its way into the storage').count(), 1);
    assert.deepEqual(profile.complaints, []);
  });

  it('serves two tabs with one engine', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const first = await profile.context.newPage();
    await logInToWiki(first, stack.origins.wiki, stack.users.alice, '/alpha');
    const one = new RoomPage(first);
    await one.composer.waitFor();
    const two = new RoomPage(await profile.context.newPage());
    await two.page.goto(`${stack.origins.wiki}/alpha`);
    await two.send('From the second tab');
    await one.shows('From the second tab');
    assert.equal(first.workers().length + two.page.workers().length, 1);

    await first.close();
    await two.send('After the first was closed');
    await peer.waitForMessage(stack.seed.rooms['alpha']!, (content) => content.body === 'After the first was closed');
    const own = (await stack.admin.devices(stack.users.alice.userId)) as unknown[];
    assert.ok(own.length > 0);
  });
});

/** Runs in the page: what is being written is stored. */
async function hasDraft(): Promise<boolean> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
  const database = await done(indexedDB.open('wiki-room'));
  const keys = await done(database.transaction('values').objectStore('values').getAllKeys());
  database.close();
  return keys.some((key) => JSON.stringify(key).includes('draft'));
}

/** Runs in the page: what it stores from here on waits to be encrypted, until `letGo`. */
function holdEncryption(): void {
  const { encrypt } = SubtleCrypto.prototype;
  const free = new Promise<void>((resolve) => Object.assign(window, { letGo: resolve }));
  SubtleCrypto.prototype.encrypt = async function (...args) {
    await free;
    return encrypt.apply(this, args);
  };
}
