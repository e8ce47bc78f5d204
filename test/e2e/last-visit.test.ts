import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import type { Peer } from '../stack/peer.ts';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { storedValues } from './support/stored-values.ts';
import { until } from './support/until.ts';
import { watchFrames } from './support/watch-frames.ts';
import type { SeenFrame } from './support/watch-frames.ts';

/** Opens a room, writes there, and leaves. `before`: what is done there, and awaited, before the last line. */
async function visit(
  page: Page,
  path: string,
  text: string,
  before: (room: RoomPage) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { origins, users } = await theStack();
  await logInToWiki(page, origins.wiki, users.dave, path);
  const room = new RoomPage(page);
  await room.composer.waitFor();
  await before(room);
  await room.send(text);
  await room
    .article(text)
    .getByText(/sending/i)
    .waitFor({ state: 'detached' });
  await storedToTheEnd(page);
  await page.close();
}

/** Resolves once what is stored of rooms has been the same for longer than the engine waits between two times. */
async function storedToTheEnd(page: Page): Promise<void> {
  let [before, since] = ['', Date.now()];
  await until(async () => {
    const stored = await storedValues(page);
    if (stored !== before) [before, since] = [stored, Date.now()];
    return Date.now() - since > 1_500;
  });
}

/** From now on the homeserver's answers wait until they are let go. */
async function holdAnswers(context: BrowserContext): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await context.route(/\/_matrix\//, async (route) => {
    await promise;
    await route.fallback();
  });
  return resolve;
}

async function sendInClear(peer: Peer, roomId: string, body: string): Promise<void> {
  const { synapse } = await theStack();
  const path = `rooms/${encodeURIComponent(roomId)}/send/m.room.message/${crypto.randomUUID()}`;
  const { ok } = await fetch(`${synapse.baseUrl}/_matrix/client/v3/${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${peer.client.getAccessToken() ?? ''}` },
    body: JSON.stringify({ msgtype: 'm.text', body }),
  });
  assert.ok(ok);
}

interface HistoryEvent {
  readonly event_id: string;
  readonly type: string;
  sender: string;
}

/** The homeserver says, each time, of what is encrypted and came while this was active that Alice has sent it. */
async function forgeSenders(context: BrowserContext): Promise<{ active: boolean }> {
  const { origins, synapse, users } = await theStack();
  const forger = { active: false };
  const forged = new Set<string>();
  await context.route(/_msc3575\/sync\b|\/messages\?/, async (route) => {
    try {
      // Node does not find the name that browsers use.
      const url = route.request().url().replace(origins.matrix, synapse.baseUrl);
      const response = await route.fetch({ url, timeout: 0 });
      const json = (await response.json()) as {
        readonly rooms?: Readonly<Record<string, { readonly timeline?: readonly HistoryEvent[] }>>;
        readonly chunk?: readonly HistoryEvent[];
      };
      const told = [...(json.chunk ?? []), ...Object.values(json.rooms ?? {}).flatMap(({ timeline = [] }) => timeline)];
      for (const event of told) {
        if (event.type === 'm.room.encrypted' && forger.active) forged.add(event.event_id);
        if (forged.has(event.event_id)) event.sender = users.alice.userId;
      }
      await route.fulfill({ response, json });
    } catch {
      // Whoever asked has gone.
    }
  });
  return forger;
}

/** A line, and more events than the homeserver tells at first: the lines above them are asked for later. */
async function manyTopics(peer: Peer, roomId: string): Promise<void> {
  for (let i = 1; i <= 35; i++) await peer.client.setRoomTopic(roomId, `Topic ${String(i)}`);
}

/** Its lines, where another frame has them if they are a pixel from there: a browser scrolls by whole ones. */
function inPlaceOf({ lines }: SeenFrame, other: SeenFrame): SeenFrame['lines'] {
  return lines.map(([text, top], index) => {
    const place = other.lines[index]?.[1];
    return [text, place !== undefined && Math.abs(top - place) <= 1 ? place : top];
  });
}

/**
 * Comes back to a room whose last line is `last`, and in which `above` is on screen, further up: it is there without the
 * homeserver, and every frame is like the first.
 */
async function comeBack(context: BrowserContext, path: string, last: string, above: string): Promise<void> {
  const { origins } = await theStack();
  const letGo = await holdAnswers(context);
  const room = new RoomPage(await context.newPage());
  const frames = await watchFrames(room.page);
  await room.page.goto(origins.wiki + path);
  await room.article(last).waitFor();
  assert.equal(await room.log.getAttribute('aria-busy'), 'true');
  // What the homeserver tells at first is the newest; the rest of what is on screen is asked for after it.
  const rest = context.waitForEvent('response', (response) => /\/messages\?/.test(response.url()));
  letGo();
  await room.element.locator('[role=log]:not([aria-busy])').waitFor();
  await rest;
  await room.shows(above);

  const [first, ...later] = await frames();
  assert.ok(first !== undefined && !first.live && first.lines.length >= 7);
  for (const frame of later) assert.deepEqual({ ...frame, lines: inPlaceOf(frame, first), live: false }, first);
  assert.equal(later.at(-1)?.live, true);
  await room.page.close();
}

/** Opens a room whose views come late; gives how many of its lines were there as the engine's worker was made. */
async function linesBeforeWorker(page: Page, path: string): Promise<number | undefined> {
  await page.addInitScript(() => {
    const noted = window as unknown as { lines?: number };
    window.Worker = class extends Worker {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        const timeline = document.querySelector('wiki-room')?.shadowRoot?.querySelector('wiki-room-timeline');
        noted.lines ??= timeline?.shadowRoot?.querySelectorAll('article').length ?? 0;
        super(...given);
      }
    };
    // After a second it is not waited for any more: a slow machine may take as long.
    const start = window.setTimeout.bind(window);
    Object.assign(window, { setTimeout: (then: () => void, time = 0) => (time === 1_000 ? 0 : start(then, time)) });
  });
  const begun = page.waitForEvent('worker');
  await page.route(/wiki-room-views-/, async (route) => {
    await Promise.race([begun, delay(1_000)]);
    await route.continue();
  });
  const { origins } = await theStack();
  await page.goto(origins.wiki + path);
  await begun;
  return page.evaluate(() => (window as unknown as { lines?: number }).lines);
}

describe('the conversation of the last visit', () => {
  it('is there without the homeserver, and nothing in it moves when the homeserver answers', async () => {
    const peer = await bob();
    await using profile = await newProfile();
    const { context } = profile;
    const roomId = await peer.createRoom('last-visit', { encrypted: false });
    for (let i = 1; i <= 6; i++) await peer.send(roomId, `Said long before, ${String(i)}`);
    await manyTopics(peer, roomId);
    const path = '/page?room=%23last-visit:example.org';
    const text = 'The last line before I went';
    const above = 'Said long before, 6';
    await visit(await context.newPage(), path, text, (room) => room.shows(above));
    await comeBack(context, path, text, above);

    const lines = await linesBeforeWorker(await context.newPage(), path);
    assert.ok(lines !== undefined && lines >= 7, 'painted before the engine starts');
    assert.deepEqual(profile.complaints, []);
  });

  it('neither does where it is encrypted, and warnings stand beside it', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const { context } = profile;
    const roomId = await peer.createRoom('last-locked-visit');
    const forger = await forgeSenders(context);
    const path = '/page?room=%23last-locked-visit:example.org';
    const text = 'The last encrypted line';
    const above = 'Encrypted long before, 6';
    await visit(await context.newPage(), path, text, async (room) => {
      await room.recover(stack.seed.recoveryKeys['dave'] ?? '');
      await room.element.locator('wiki-room-keys input').waitFor({ state: 'detached' });
      await peer.waitForMember(roomId, stack.users.dave.userId);
      for (let i = 1; i <= 6; i++) await peer.send(roomId, `Encrypted long before, ${String(i)}`);
      await manyTopics(peer, roomId);
      await sendInClear(peer, roomId, 'For everybody to read');
      await room.shows('For everybody to read');
      forger.active = true;
      await peer.send(roomId, 'Under the name of somebody else');
      await room
        .article('Under the name of somebody else')
        .getByText(/cannot be proven/)
        .waitFor();
      forger.active = false;
      await room.shows(above);
    });
    await comeBack(context, path, text, above);
    assert.deepEqual(profile.complaints, []);
  });

  it('goes on with what came meanwhile, and no line vanishes in between', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    await visit(await profile.context.newPage(), '/news', 'I look in again later');
    await peer.send(stack.seed.rooms['news']!, 'Come while nobody looked');

    const room = new RoomPage(await profile.context.newPage());
    const frames = await watchFrames(room.page);
    await room.page.goto(`${stack.origins.wiki}/news`);
    await room.shows('Come while nobody looked');

    const [first, ...later] = await frames();
    assert.ok(first !== undefined && !first.live);
    const [newest] = first.lines.at(-1)!;
    assert.match(newest, /I look in again later/);
    for (const { lines, height } of later) {
      const index = lines.findIndex(([words]) => words === newest);
      // Above it as many lines as there were, but for what the new ones have pushed out.
      assert.ok(index + 1 >= first.lines.length - 2 * (lines.length - index - 1), JSON.stringify(lines));
      assert.equal(height, first.height);
    }
  });
});
