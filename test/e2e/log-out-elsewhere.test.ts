import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../stack/stack.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

type Person = Stack['users']['alice'];

/** As a requirement has it, in milliseconds: so long may anything of the account stay. */
const longest = 60_000;

/** Logs in to the wiki and shows the room; gives the device that this makes at the homeserver. */
async function open(stack: Stack, page: Page, person: Person, path: string): Promise<string> {
  const before = await stack.admin.devices(person.userId);
  await logInToWiki(page, stack.origins.wiki, person, path);
  await new Tab(page).log.getByRole('article').first().waitFor();
  const [device] = (await stack.admin.devices(person.userId)).filter((id) => !before.includes(id));
  assert.ok(device !== undefined);
  return device;
}

/** Sessions at the identity provider that the profile's id tokens name, in their order. */
function sessionsOf(context: BrowserContext): string[] {
  const sessions: string[] = [];
  context.on('response', (response) => {
    if (!response.url().endsWith('/protocol/openid-connect/token')) return;
    const take = async (): Promise<void> => {
      const { id_token: token = '' } = (await response.json()) as { readonly id_token?: string };
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
      sessions.push(claims.sid);
    };
    take().catch(() => undefined);
  });
  return sessions;
}

/** What the wiki's "Log out" does: to Keycloak, which tells its clients by frames in a page of its own, and back. */
async function logOut(stack: Stack, page: Page): Promise<void> {
  await page.goto(`${stack.origins.wiki}/wiki-logout`);
  await page.waitForURL(`${stack.origins.wiki}/`);
}

/** Everything that lies in this browser and belongs to somebody, as text. */
function storedOf(page: Page, person: Person): Promise<readonly string[]> {
  return page.evaluate(async (userId) => {
    const found: string[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      if (name.includes(userId)) found.push(name);
      if (name !== 'wiki-room') continue;
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
      });
      for (const store of ['keys', 'sessions', 'outbox', 'values']) {
        const keys = await new Promise<IDBValidKey[]>((resolve) => {
          const request = database.transaction(store).objectStore(store).getAllKeys();
          request.onsuccess = () => resolve(request.result);
        });
        found.push(...keys.map((key) => `${store}: ${JSON.stringify(key)}`));
      }
      database.close();
    }
    const values = [...Object.entries({ ...localStorage }), ...Object.entries({ ...sessionStorage })];
    return [...found, ...values.map(String).filter((text) => text.includes(userId))];
  }, person.userId);
}

/** From now on a page counts the frames in which messages were on screen. */
async function framesOf(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const count = { frames: 0 };
    Object.assign(window, { count });
    const look = (): void => {
      const room = document.querySelector('wiki-room')?.shadowRoot;
      const timeline = room?.querySelector('wiki-room-timeline')?.shadowRoot;
      if (timeline?.querySelector('[role=article], article')) count.frames++;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () => page.evaluate(() => (window as unknown as { count: { frames: number } }).count.frames);
}

/** Puts the callback into a page, as Keycloak puts it into its own; resolves when it has done all that it does. */
async function tellLogOut(stack: Stack, page: Page, where: string, sid: string): Promise<void> {
  const told = new URL('/wiki-room/callback.html', stack.origins.wiki);
  told.searchParams.set('iss', `${stack.origins.sso}/realms/acme`);
  told.searchParams.set('sid', sid);
  await page.goto(where);
  await page.evaluate(async (src) => {
    const frame = document.createElement('iframe');
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    frame.src = src;
    document.body.append(frame);
    await loaded;
  }, told.href);
  const address = told.origin + told.pathname;
  assert.ok(
    page.frames().some((frame) => frame.url() === address),
    'it is there, and the address is not any more',
  );
}

/** A page of Keycloak's origin, which is nothing but the realm's description. */
const keycloak = (stack: Stack): string => `${stack.origins.sso}/realms/acme`;

describe('a log-out from the wiki or from Keycloak', () => {
  it('ends the session in all tabs, at the homeserver, and in all that is stored', async () => {
    const stack = await theStack();
    const { alice } = stack.users;
    await using profile = await newProfile();
    const { context } = profile;
    const first = new Tab(await context.newPage());
    const device = await open(stack, first.page, alice, '/alpha');
    await first.composer.fill('Half a thought');
    const second = await Tab.open(context, `${stack.origins.wiki}/news`);
    await second.log.getByRole('article').first().waitFor();

    const page = await context.newPage();
    const start = performance.now();
    await logOut(stack, page);
    for (const tab of [first, second]) {
      await tab.signInButton.waitFor();
      assert.equal(await tab.log.count(), 0);
    }
    await until(async () => (await storedOf(page, alice)).length === 0);
    await until(async () => !(await stack.admin.devices(alice.userId)).includes(device));
    assert.ok(performance.now() - start < longest);

    // Nobody has to close a tab: the next person's log-in shows their rooms and nothing else.
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/alpha');
    const next = new Tab(page);
    await next.element.getByText(stack.users.dave.userId).waitFor({ state: 'attached' });
    await next.log.getByRole('article').first().waitFor();
    assert.equal(await next.composer.inputValue(), '');
    const stored = await storedOf(page, alice);
    assert.ok(stored.length > 0);
    assert.deepEqual(
      stored.filter((text) => text.includes(alice.userId)),
      [],
    );
    assert.deepEqual(profile.complaints, []);
  });

  it('is known to the next page where no room was open, which shows nothing of it', async () => {
    const stack = await theStack();
    const { alice } = stack.users;
    await using profile = await newProfile();
    const { context } = profile;
    const tab = new Tab(await context.newPage());
    const device = await open(stack, tab.page, alice, '/alpha');
    await logOut(stack, tab.page);
    assert.ok((await storedOf(tab.page, alice)).length > 0, 'nobody was there to remove it');

    const next = new Tab(await context.newPage());
    const seen = await framesOf(next.page);
    await next.page.goto(`${stack.origins.wiki}/alpha`);
    await next.signInButton.waitFor();
    assert.equal(await seen(), 0);
    assert.deepEqual(await storedOf(next.page, alice), []);
    await until(async () => !(await stack.admin.devices(alice.userId)).includes(device));
    assert.deepEqual(profile.complaints, []);
  });

  it('counts where another tab was signed in to Keycloak anew since, and a log-out of before does not', async () => {
    const stack = await theStack();
    const { alice } = stack.users;
    await using profile = await newProfile();
    const { context } = profile;
    const sessions = sessionsOf(context);
    const tab = new Tab(await context.newPage());
    const device = await open(stack, tab.page, alice, '/alpha');
    // Keycloak has forgotten the session, as it does after a while; the wiki signs its reader in again.
    await context.clearCookies();
    const other = new Tab(await context.newPage());
    await logInToWiki(other.page, stack.origins.wiki, alice, '/news');
    await other.log.getByRole('article').first().waitFor();
    await until(() => Promise.resolve(sessions.length > 1));
    const [former = '', current = ''] = sessions;
    assert.notEqual(former, current);

    const page = await context.newPage();
    await tellLogOut(stack, page, keycloak(stack), former);
    await other.page.reload();
    await other.log.getByRole('article').first().waitFor();
    await other.page.close();
    assert.ok((await stack.admin.devices(alice.userId)).includes(device));
    await logOut(stack, page);
    await tab.signInButton.waitFor();
    await until(async () => !(await stack.admin.devices(alice.userId)).includes(device));
    assert.deepEqual(profile.complaints, []);
  });

  it('is not made up by whoever does not know the session, or is not Keycloak', async () => {
    const stack = await theStack();
    const { alice } = stack.users;
    // The pages that tell it are of no policy of ours.
    await using profile = await newProfile({ bypassCSP: true });
    const { context } = profile;
    const sessions = sessionsOf(context);
    const tab = new Tab(await context.newPage());
    const device = await open(stack, tab.page, alice, '/alpha');
    await until(() => Promise.resolve(sessions.length > 0));
    const [sid = ''] = sessions;
    const page = await context.newPage();
    await tellLogOut(stack, page, keycloak(stack), `${sid.slice(0, -1)}${sid.endsWith('A') ? 'B' : 'A'}`);
    for (const origin of [stack.origins.wiki, stack.origins.elsewhere]) await tellLogOut(stack, page, origin, sid);
    await tab.send('Written after false news');
    await tab.showsOnceSent('Written after false news');
    const answers = sessions.length;
    await tab.page.reload();
    await tab.shows('Written after false news');
    // An answer that is on its way as the note comes is of before it, and counts for nothing.
    await until(() => Promise.resolve(sessions.length > answers));
    assert.ok((await stack.admin.devices(alice.userId)).includes(device));

    await tellLogOut(stack, page, keycloak(stack), sid);
    await until(async () => !(await stack.admin.devices(alice.userId)).includes(device));
    // The session goes on at Keycloak, and is not shut out: a note of before says nothing of it.
    await tab.log.getByRole('article').first().waitFor();
    assert.deepEqual(profile.complaints, []);
  });

  it('ends the session of a frame, too', async () => {
    const stack = await theStack();
    const { alice } = stack.users;
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const before = await stack.admin.devices(alice.userId);
    await logInToWiki(page, stack.origins.wiki, alice, '/frame');
    const room = RoomPage.framed(page);
    await room.log.getByRole('article').first().waitFor();
    const other = await profile.context.newPage();
    await logOut(stack, other);
    await room.signInButton.waitFor();
    assert.equal(await room.log.count(), 0);
    await until(async () => String(await stack.admin.devices(alice.userId)) === String(before));
    assert.deepEqual(profile.complaints, []);
  });
});
