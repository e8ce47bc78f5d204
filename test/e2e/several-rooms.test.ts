import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

interface Asked {
  /** Rooms that the newest question of the sync asked for. */
  readonly rooms: () => readonly string[];
  /** Of all questions. */
  readonly ever: Set<string>;
}

/** Listens to what is asked of the homeserver's sync, whichever tab's engine asks. */
function followSync(context: BrowserContext): Asked {
  const ever = new Set<string>();
  let rooms: readonly string[] = [];
  context.on('request', (request) => {
    if (!/simplified_msc3575\/sync/.test(request.url())) return;
    const { room_subscriptions: asked } = JSON.parse(request.postData() ?? '{}') as {
      readonly room_subscriptions?: Readonly<Record<string, unknown>>;
    };
    rooms = Object.keys(asked ?? {}).sort();
    for (const room of rooms) ever.add(room);
  });
  return { rooms: () => rooms, ever };
}

/** Puts another room's element into the page, above the one that is there. */
async function addRoom(page: Page, name: string): Promise<Locator> {
  await page.evaluate((room) => {
    const shown = document.querySelector('wiki-room')!;
    // As it is set up: a page of a wiki has its settings nowhere else.
    const element = shown.cloneNode() as HTMLElement;
    element.setAttribute('room', room);
    element.id = room.slice(1, room.indexOf(':'));
    shown.before(element);
  }, `#${name}:example.org`);
  return page.locator(`wiki-room#${name}`);
}

/** Unread messages by room, as the elements of the page tell them. */
async function followUnread(page: Page): Promise<(id: string) => Promise<number | undefined>> {
  await page.evaluate(() => {
    const counts: Record<string, number> = {};
    Object.assign(window, { counts });
    addEventListener('wiki-room-unread-changed', (event) => {
      const { messages } = (event as CustomEvent<{ readonly messages: number }>).detail;
      counts[(event.target as Element).id] = messages;
    });
  });
  return (id) => page.evaluate((key) => (window as unknown as { counts: Record<string, number> }).counts[key], id);
}

describe('several rooms', () => {
  before(bob);

  it('on one page and in several tabs: one engine asks for exactly those that are shown, in one question', async () => {
    const stack = await theStack();
    const peer = await bob();
    const { alpha, news, old } = stack.seed.rooms as Readonly<Record<'alpha' | 'news' | 'old', string>>;
    await using profile = await newProfile({ viewport: { width: 1000, height: 2000 } });
    const { context } = profile;
    const sync = followSync(context);
    const { userId } = stack.users.alice;
    const devices = await stack.admin.devices(userId);
    const first = new Tab(await context.newPage());
    await logInToWiki(first.page, stack.origins.wiki, stack.users.alice, '/news');
    await first.log.getByRole('article').first().waitFor();
    const unread = await followUnread(first.page);
    const second = await addRoom(first.page, 'alpha');
    await second.getByRole('log').getByRole('article').first().waitFor();
    assert.equal(first.page.workers().length, 1);
    await until(() => Promise.resolve(String(sync.rooms()) === String([alpha, news].sort())));

    const third = await Tab.open(context, `${stack.origins.wiki}/old`);
    await third.log.getByRole('article').first().waitFor();
    assert.equal(third.holds, false);
    await until(() => Promise.resolve(String(sync.rooms()) === String([alpha, news, old].sort())));

    // Nobody looks at the first tab: what comes is unread in each of its rooms.
    await first.page.evaluate(() => {
      Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true });
    });
    const [device] = (await stack.admin.devices(userId)).filter((id) => !devices.includes(id));
    await peer.waitForDevice(userId, device!);
    await peer.send(news, 'News for a page with two rooms');
    await peer.send(alpha, 'Alpha for a page with two rooms');
    await second.getByRole('article').filter({ hasText: 'Alpha for a page with two rooms' }).waitFor();
    await until(async () => ((await unread('alpha')) ?? 0) > 0 && ((await unread('')) ?? 0) > 0);

    // Another engine asks for nothing that nobody looks at any more.
    await third.page.close();
    await first.page.reload();
    await until(() => Promise.resolve(String(sync.rooms()) === String([news])), 20_000);
    assert.deepEqual([...sync.ever].sort(), [alpha, news, old].sort());
    assert.deepEqual(profile.complaints, []);
  });

  it('in three tabs: a sign-out in one of them ends all, whichever room they show', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const holder = new Tab(await profile.context.newPage());
    await logInToWiki(holder.page, stack.origins.wiki, stack.users.alice, '/news');
    await holder.log.getByRole('article').first().waitFor();
    const others = [
      await Tab.open(profile.context, `${stack.origins.wiki}/alpha`),
      await Tab.open(profile.context, `${stack.origins.wiki}/old`),
    ] as const;
    for (const tab of others) await tab.log.getByRole('article').first().waitFor();
    const devices = await stack.admin.devices(stack.users.alice.userId);
    await others[0].element.evaluate((element: HTMLElement & { signOut(): Promise<void> }) => element.signOut());
    for (const tab of [holder, ...others]) {
      await tab.signInButton.waitFor();
      assert.equal(await tab.log.count(), 0);
    }
    // Nobody waits for a homeserver that is slow to take it.
    await until(async () => (await stack.admin.devices(stack.users.alice.userId)).length === devices.length - 1);
    assert.deepEqual(profile.complaints, []);
  });
});
