import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { afterScrolling } from './support/after-scrolling.ts';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';
import { watchFrames } from './support/watch-frames.ts';
import { nothingStored, whatIsStored } from './support/what-is-stored.ts';

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
      await second.signInButton.waitFor({ timeout: 240_000 });
      await third.signInButton.waitFor();
      await signedOut;
      assert.equal(await third.log.count(), 0);
    } finally {
      frozen.thaw();
    }
    await frozen.signInButton.waitFor();
    assert.equal(await frozen.log.count(), 0);
    await until(async () => (await stack.admin.devices(stack.users.carol.userId)).length === devices.length - 1);
    await until(async () => isDeepStrictEqual(await whatIsStored(second.page), nothingStored));
    assert.deepEqual(profile.complaints, []);
  });
  it('is closed: in another tab no line that stands there moves, goes or says less for a moment', async () => {
    const { origins, users } = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const { context } = profile;
    const roomId = await peer.createRoom('calm-change', { encrypted: false });
    const address = `${origins.wiki}/page?room=%23calm-change:example.org`;
    const far = await peer.send(roomId, 'Asked long before');
    for (let i = 1; i <= 25; i++) await peer.send(roomId, `Said since, ${String(i)}`);
    const holder = new Tab(await context.newPage());
    const marked = (name: 'm.read' | 'm.fully_read', eventId: string): Promise<unknown> =>
      context.waitForEvent('response', (response) => {
        if (!response.url().endsWith('/read_markers')) return false;
        return (response.request().postDataJSON() as Record<string, unknown>)[name] === eventId;
      });
    await logInToWiki(holder.page, origins.wiki, users.dave, new URL(address).pathname + new URL(address).search);
    await holder.composer.waitFor();
    await marked('m.read', await peer.send(roomId, 'Read at the first visit'));
    await holder.page.goto('about:blank');
    const answer = {
      msgtype: 'm.text',
      body: 'Answered at last',
      'm.relates_to': { 'm.in_reply_to': { event_id: far } },
    };
    await peer.sendEvent(roomId, 'm.room.message', answer);
    let last = '';
    for (let i = 1; i <= 6; i++) last = await peer.send(roomId, `Said after that, ${String(i)}`);
    const allRead = marked('m.fully_read', last);
    await holder.page.goto(address);
    await holder.article('Answered at last').getByText('Asked long before').waitFor();
    const other = new Tab(await context.newPage());
    const frames = await watchFrames(other.page);
    await other.page.goto(address);
    await other.log.getByRole('heading', { name: 'New' }).waitFor();
    await allRead;
    await other.article('Answered at last').getByText('Asked long before').waitFor();
    await other.log.hover();
    const rests = await afterScrolling(other.log);
    await other.page.mouse.wheel(0, -150);
    await other.button(/^Jump to the newest/).waitFor();
    await rests();
    const seen = (await frames()).length;

    await holder.page.close();
    await other.becomesHolder();
    await peer.send(roomId, 'Come by the next engine');
    await other.shows('Come by the next engine');
    const [first, ...later] = (await frames()).slice(seen - 1);
    assert.ok(first !== undefined);
    assert.ok(first.lines.some(([words]) => words.includes('Asked long before') && words.includes('Answered at last')));
    // What has come lies further down than is in view.
    for (const { lines } of later) {
      assert.deepEqual(
        lines.map(([words]) => words),
        first.lines.map(([words]) => words),
      );
      // A part of a pixel comes and goes with what a wiki's own scripts do around the element.
      lines.forEach(([words, top], i) => assert.ok(Math.abs(top - first.lines[i]![1]) <= 1, words));
    }
    assert.deepEqual(profile.complaints, []);
  });

  it('changes ten times in a row: each next one serves soon, by the same device, and with the same room key', async () => {
    const stack = await theStack();
    const peer = await bob();
    const alpha = stack.seed.rooms['alpha']!;
    await using profile = await newProfile();
    let logIns = 0;
    profile.context.on('request', (request) => {
      if (/\/v3\/login$/.test(request.url()) && request.method() === 'POST') logIns++;
    });
    let holder = new Tab(await profile.context.newPage());
    await logInToWiki(holder.page, stack.origins.wiki, stack.users.carol, '/alpha');
    await holder.send('Held by tab 0');
    await holder.showsOnceSent('Held by tab 0');
    const devices = await stack.admin.devices(stack.users.carol.userId);
    const sessions = new Set<unknown>();
    const times: number[] = [];
    let next = await Tab.open(profile.context, `${stack.origins.wiki}/alpha`);
    await next.shows('Held by tab 0');
    for (let change = 1; change <= 10; change++) {
      const text = `Held by tab ${change}`;
      await next.composer.fill(text);
      const start = performance.now();
      await Promise.all([next.composer.press('Enter'), holder.page.close()]);
      await next.becomesHolder();
      await next.showsOnceSent(text);
      times.push(Math.round(performance.now() - start));
      const event = await peer.waitForMessage(alpha, ({ body }) => body === text);
      sessions.add(event.getWireContent()['session_id']);
      holder = next;
      next = await Tab.open(profile.context, `${stack.origins.wiki}/alpha`);
      await next.shows(text);
    }
    console.log(`ten changes of holder, from closing to sent: ${times.join(', ')} ms`);
    assert.equal(sessions.size, 1, 'one room key');
    assert.equal(logIns, 1);
    assert.deepEqual(await stack.admin.devices(stack.users.carol.userId), devices);
    for (let change = 1; change <= 10; change++) {
      assert.equal(
        peer.events(alpha).filter((event) => event.getContent()['body'] === `Held by tab ${change}`).length,
        1,
      );
    }
    assert.deepEqual(profile.complaints, []);
  });

  it('is discarded by the browser: the next serves, and the tab goes on where it was when it is chosen again', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const discarded = new Tab(await profile.context.newPage());
    await logInToWiki(discarded.page, stack.origins.wiki, stack.users.dave, '/news');
    await discarded.log.getByRole('article').first().waitFor();
    const other = await Tab.open(profile.context, `${stack.origins.wiki}/news`);
    await other.log.getByRole('article').first().waitFor();
    await discarded.composer.pressSequentially('Begun before the discard');
    // As a browser does it: of a tab that is not seen the renderer ends without a word; chosen again, it is loaded anew.
    await discarded.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await discarded.crash();
    await other.becomesHolder();
    await peer.send(stack.seed.rooms['news']!, 'Meanwhile for another tab');
    await other.shows('Meanwhile for another tab');
    const chosen = await Tab.open(profile.context, `${stack.origins.wiki}/news`);
    await chosen.shows('Meanwhile for another tab');
    await until(async () => (await chosen.composer.inputValue()) === 'Begun before the discard');
    await chosen.composer.press('Enter');
    await other.showsOnceSent('Begun before the discard');
    assert.deepEqual([chosen.holds, other.holds], [false, true]);
  });
});
