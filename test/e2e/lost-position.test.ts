import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';
import { watchFrames } from './support/watch-frames.ts';

/** Turns the wheel over the conversation until the condition holds. */
async function scroll({ page, log }: RoomPage, deltaY: number, holds: () => Promise<boolean>): Promise<void> {
  const box = (await log.locator('..').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await until(async () => {
    if (await holds()) return true;
    await page.mouse.wheel(0, deltaY);
    return false;
  });
}

/** Holds the sync back until it is let go; then it is told once that its position is not known. */
async function forgetPosition(context: BrowserContext): Promise<{ held(): boolean; letGo(): void; told(): boolean }> {
  const gate = Promise.withResolvers<void>();
  let held = false;
  let told = false;
  await context.route(/simplified_msc3575\/sync/, async (route) => {
    held = true;
    await gate.promise;
    if (told) return route.continue();
    told = true;
    const headers = { 'access-control-allow-origin': '*' };
    await route.fulfill({ status: 400, headers, json: { errcode: 'M_UNKNOWN_POS', error: 'Unknown position' } });
  });
  return { held: () => held, letGo: () => gate.resolve(), told: () => told };
}

describe('a sync whose position the homeserver has forgotten', () => {
  it('leaves who reads further up where they are, and neither loses nor doubles a message', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const { context } = profile;
    const roomId = await peer.createRoom('lost-position', { encrypted: false });
    for (let i = 1; i <= 60; i++) await peer.send(roomId, `Before ${String(i)}.`);
    const page = await context.newPage();
    const frames = await watchFrames(page);
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/page?room=%23lost-position:example.org');
    const room = new RoomPage(page);
    await room.shows('Before 60.');
    // Further up than what a sync brings that begins anew.
    await scroll(room, -400, async () => (await room.article('Before 8.').count()) === 1);

    const position = await forgetPosition(context);
    await peer.send(roomId, 'After 1.');
    await until(() => Promise.resolve(position.held()));
    // More than such a sync brings.
    for (let i = 2; i <= 45; i++) await peer.send(roomId, `After ${String(i)}.`);
    const before = (await frames()).at(-1)!;
    const known = (await frames()).length;
    assert.match(before.lines[0]![0], /Before 1?\d\./);
    position.letGo();
    const jump = room.button(/^45 new messages$/);
    await jump.waitFor();
    assert.ok(position.told());
    for (const { lines } of (await frames()).slice(known)) assert.deepEqual(lines, before.lines, 'nothing has moved');

    const seen = new Map<string, string>();
    await scroll(room, 300, async () => {
      const lines = room.log.locator('article[data-key]');
      const found = await lines.evaluateAll((all) =>
        all.map((line): [string, string] => [
          line.getAttribute('data-key') ?? '',
          /(Before|After) \d+\./.exec((line as HTMLElement).innerText)?.[0] ?? '',
        ]),
      );
      for (const [key, words] of found) seen.set(key, words);
      return [...seen.values()].includes('After 45.');
    });
    const texts = [...seen.values()].filter((words) => words !== '');
    const first = Number(/\d+/.exec(texts[0]!)![0]);
    assert.ok(first <= 8);
    assert.deepEqual(texts, [
      ...Array.from({ length: 61 - first }, (_, i) => `Before ${String(first + i)}.`),
      ...Array.from({ length: 45 }, (_, i) => `After ${String(i + 1)}.`),
    ]);
    assert.deepEqual(profile.complaints, []);
  });
});
