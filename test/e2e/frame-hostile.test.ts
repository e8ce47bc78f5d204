import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Frame, Page } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { readableByScripts } from './support/readable-by-scripts.ts';
import { RoomPage } from './support/room-page.ts';
import { tokensOf } from './support/secrets-of.ts';
import { type Spied, spyOnPage } from './support/spy-on-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

const settings = {
  room: '#news:example.org',
  language: 'en',
  readOnly: true,
  withoutHeader: true,
  withoutComposer: true,
};
const look = {
  ...{ surface: 'rgb(1 2 3)', text: 'rgb(4 5 6)', accent: 'rgb(7 8 9)', dark: true, direction: 'rtl' },
  ...{ fontFamily: 'serif', fontSize: 30 },
};
const calls = [
  'send',
  'leave',
  'export-keys',
  'make-recovery-key',
  'use-recovery-key',
  'recover',
  'redact',
  'rows',
  'media',
];
/** All that a forger may try on either side. */
const forged = [
  { kind: 'wiki-room-connect', version: 1, settings, look, sight: { focused: true, top: 0, bottom: 500 } },
  ...calls.map((name, id) => ({ kind: 'call', id, call: { name, room: settings.room, body: 'forged', secret: 'x' } })),
  ...calls.map((kind, id) => ({ kind, id, room: settings.room, content: { body: 'forged' } })),
  { kind: 'settings', settings: { ...settings, homeserver: 'https://evil.example', issuer: 'https://evil.example' } },
  { kind: 'look', look },
  { kind: 'unread', messages: 77, mentions: 77 },
  { kind: 'event', name: 'signed-out' },
  { kind: 'error', code: 'banned' },
  { kind: 'refused', reason: 'not-allowed' },
  { kind: 'welcome' },
];

/** Posts all of it to every window that can be reached from there, each with a port of its own; gives what came back. */
function forge(from: Page | Frame): Promise<unknown[]> {
  return from.evaluate(async (messages) => {
    const back: unknown[] = [];
    const reached = new Set<Window>([window.parent, window.top!]);
    if (window.opener !== null) reached.add(window.opener as Window);
    for (const one of [...reached]) for (let i = 0; i < one.length; i++) reached.add(one[i]!);
    for (const element of document.querySelectorAll('wiki-room')) {
      const frame = element.shadowRoot?.querySelector('iframe')?.contentWindow;
      if (frame) reached.add(frame);
    }
    for (const target of reached) {
      if (target === window && window.opener !== null) continue;
      for (const message of messages) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }: MessageEvent<unknown>) => back.push(data);
        target.postMessage(message, '*', [port2]);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    return back;
  }, forged);
}

const spied = (page: Page): Promise<Spied['heard']> =>
  page.evaluate(() => (window as unknown as Pick<Spied, 'heard'>).heard);

describe('a page with hostile scripts around the frame', () => {
  it('finds no token, key, name or word of a message, wherever it looks, and can command nothing', async () => {
    const stack = await theStack();
    const peer = await bob();
    const alpha = stack.seed.rooms['alpha']!;
    await using profile = await newProfile();
    const { context } = profile;
    await spyOnPage(context, new URL(stack.origins.wiki).hostname);
    const secrets = tokensOf(context);
    const page = await context.newPage();
    const told: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== stack.origins.wiki) return;
      told.push(request.url(), JSON.stringify(request.headers()), request.postData() ?? '');
    });
    // The wiki's own policy would keep the other site's frame out: this wiki has none.
    stack.site.setHeaders('/frame', { 'content-security-policy': '' });
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/frame');
    stack.site.setHeaders('/frame', {});

    const room = RoomPage.framed(page);
    await room.composer.waitFor();
    const recoveryKey = stack.seed.recoveryKeys.alice!;
    await room.recover(recoveryKey);
    const old = 'Evening print against the old book: 23 berths, 23 the same.';
    await room.showsFurtherUp(old);
    await room.send('The ledger lies under stone 4417');
    const { event_id: sent } = await (async () => {
      const event = await peer.waitForMessage(alpha, ({ body }) => body === 'The ledger lies under stone 4417');
      return { event_id: event.getId()! };
    })();
    const answer = await peer.send(alpha, 'Nobody looks there, says 9920');
    await room.shows('Nobody looks there, says 9920');
    await room.composer.fill('A draft about quay 6638');

    assert.ok(secrets.size >= 3, 'tokens of both servers were seen');
    for (const secret of [recoveryKey, recoveryKey.replaceAll(' ', ''), alpha, sent, answer]) secrets.add(secret);
    for (const text of ['stone 4417', 'says 9920', old, 'quay 6638', 'Bob Okafor', '@bob:', '@alice:'])
      secrets.add(text);

    const back = [...(await forge(page))];
    const sibling = await addFrame(page, `${stack.origins.elsewhere}/`);
    back.push(...(await forge(sibling)));
    const opening = page.waitForEvent('popup');
    await page.evaluate((url) => void window.open(url), `${stack.origins.elsewhere}/own-copy`);
    const popup = await opening;
    await popup.waitForLoadState();
    back.push(...(await forge(popup)));
    await popup.close();
    assert.deepEqual(back, [], 'nobody answers');

    // Over the page's own line, as the page's scripts can.
    await page.evaluate((messages) => {
      const { ports } = window as unknown as Spied;
      for (const port of ports) for (const message of messages) if (message.kind === 'call') port.postMessage(message);
    }, forged);
    // A frame of its own, greeted by itself: the origin is listed, so it is the room once more, and no more than that.
    const own = await ownFrame(page, `${stack.origins.chat}/wiki-room/frame.html`);
    assert.ok(own.some((message) => message.includes('"ready"')));
    for (const message of own) {
      assert.match(message, /^\{"kind":"(welcome|states|event|unread)"/);
    }

    await room.composer.fill('');
    await room.send('Still the same room 5150');
    await peer.waitForMessage(alpha, ({ body }) => body === 'Still the same room 5150');
    const bodies = [...peer.events(alpha), ...peer.events(stack.seed.rooms['news']!)].map(
      (event) => event.getContent()['body'] as unknown,
    );
    assert.equal(bodies.includes('forged'), false);
    const heard = await spied(page);
    assert.ok(heard.some(([where]) => where === 'to the frame') && heard.some(([where]) => where === 'from the frame'));
    // Nothing that was forged became an event of the element.
    const events = heard.filter(([where]) => where.startsWith('wiki-room-'));
    assert.deepEqual(
      events.filter(([name, detail]) => /signed-out|error/.test(name) || detail.includes('77')),
      [],
    );

    const readable = await readableByScripts(page);
    assert.ok(readable.includes('from the frame'), 'it was looked at');
    const everything = [readable, ...told, ...own].join('\n');
    for (const secret of secrets) assert.equal(everything.includes(secret), false, `found: ${secret.slice(0, 12)}`);
    assert.deepEqual(await page.evaluate(() => indexedDB.databases()), []);
  });

  it('may name another room, but the reader joins it or nobody does', async () => {
    const stack = await theStack();
    const peer = await bob();
    const trap = await peer.createRoom(`trap-${crypto.randomUUID()}`, { encrypted: false, name: 'Trap' });
    const members = async (): Promise<readonly string[]> =>
      Object.keys((await peer.client.getJoinedRoomMembers(trap)).joined);
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/frame/news');
    const room = RoomPage.framed(page);
    await room.composer.waitFor();
    await page.evaluate((id) => document.querySelector('wiki-room')!.setAttribute('room', id), trap);
    await room.button('Join').waitFor();
    assert.deepEqual(await members(), [peer.userId]);
    // Nor does an address that is only opened.
    const frame = page.frames().find((one) => one.url().includes('/frame.html'))!;
    const own = await profile.context.newPage();
    await own.goto(`${new URL(frame.url()).href.replace(/[?#].*$/, '')}#room=${encodeURIComponent(trap)}`);
    await new RoomPage(own).button('Join').waitFor();
    assert.deepEqual(await members(), [peer.userId]);
    await room.button('Join').click();
    await room.composer.waitFor();
    assert.deepEqual((await members()).toSorted(), [peer.userId, stack.users.dave.userId].toSorted());
  });

  it('may ask for a sign-out, but the reader is asked, and no script of the page can answer', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/frame/news');
    const room = RoomPage.framed(page);
    await room.log.getByRole('article').first().waitFor();
    const answered = page.evaluate(() =>
      (document.querySelector('wiki-room') as unknown as { signOut(): Promise<void> }).signOut().then(
        () => 'signed out',
        (error: unknown) => (error as { code: string }).code,
      ),
    );
    const question = page.frameLocator('wiki-room iframe').getByRole('alertdialog');
    await question.waitFor();
    // Whatever the page does with its own side: keys and clicks that a script makes up end at the frame.
    await page.evaluate(() => {
      const frame = document.querySelector('wiki-room')!.shadowRoot!.querySelector('iframe')!;
      frame.focus();
      frame.click();
      for (const type of ['keydown', 'keypress', 'keyup']) {
        frame.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', bubbles: true }));
        document.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', bubbles: true }));
      }
    });
    await question.getByRole('button', { name: 'Stay signed in' }).click();
    assert.equal(await answered, 'not-allowed');
    assert.equal(await room.signInButton.count(), 0);
  });
});

async function addFrame(page: Page, url: string): Promise<Frame> {
  await page.evaluate((src) => {
    const frame = document.createElement('iframe');
    frame.src = src;
    document.body.append(frame);
  }, url);
  await until(async () => page.frames().some((frame) => frame.url() === url));
  const frame = page.frames().find((one) => one.url() === url)!;
  await frame.waitForLoadState();
  return frame;
}

/** What a frame says to whoever greets it, as JSON. */
function ownFrame(page: Page, src: string): Promise<string[]> {
  return page.evaluate(
    async ({ src, greeting, messages }) => {
      const frame = document.createElement('iframe');
      const heard: string[] = [];
      const { port1, port2 } = new MessageChannel();
      const ready = new Promise<void>((resolve) => {
        port1.onmessage = ({ data }: MessageEvent<unknown>) => {
          const text = JSON.stringify(data);
          heard.push(text);
          if (text.includes('"ready"')) resolve();
        };
      });
      frame.src = src;
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.append(frame);
      await loaded;
      frame.contentWindow!.postMessage(greeting, '*', [port2]);
      await ready;
      for (const message of messages) port1.postMessage(message);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return heard;
    },
    { src, greeting: forged[0], messages: forged.filter(({ kind }) => kind !== 'wiki-room-connect') },
  );
}
