import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Request } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import type { Profile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

/** Carol in the news, able to write. */
async function open(profile: Profile): Promise<RoomPage> {
  const { origins, users } = await theStack();
  const room = new RoomPage(await profile.context.newPage());
  await logInToWiki(room.page, origins.wiki, users.carol, '/news');
  await room.composer.waitFor();
  return room;
}

describe('who comes back', () => {
  it('is shown the way to the first message that came meanwhile, however many there are', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const room = await open(profile);
    const { page } = room;
    const read = page.context().waitForEvent('response', (response) => response.url().endsWith('/read_markers'));
    await room.send('Back in a minute');
    await read;
    const roomId = stack.seed.rooms['news']!;
    await peer.waitForMessage(roomId, (content) => content.body === 'Back in a minute');
    await page.goto('about:blank');
    // More than a sync brings at once.
    let last = '';
    for (let i = 1; i <= 45; i++) last = await peer.send(roomId, `While you were away ${String(i)}`);
    const marks = async (isIt: (told: Record<string, unknown>) => boolean): Promise<void> => {
      const isMark = (request: Request): boolean =>
        request.url().endsWith('/read_markers') && isIt(request.postDataJSON() as Record<string, unknown>);
      await (await page.context().waitForEvent('request', isMark)).response();
    };
    const glanced = marks((told) => told['m.read'] === last && told['m.fully_read'] !== last);
    await page.goto(`${stack.origins.wiki}/news`);
    await room.shows('While you were away 45');
    const way = room.button(/^\d+\+? new messages$/);
    await way.waitFor();
    assert.match(await way.innerText(), /^(29|30)\+ new messages$/);
    // Who looks at the newest only, and turns the page, has not read the rest.
    await glanced;
    await page.goto('about:blank');
    await page.goto(`${stack.origins.wiki}/news`);
    await room.shows('While you were away 45');
    await way.waitFor();
    assert.match(await way.innerText(), /^(29|30)\+ new messages$/);
    const read45 = marks((told) => told['m.fully_read'] === last);
    await way.click();
    const first = room.article(/While you were away 1$/);
    await first.waitFor();
    await until(() => first.evaluate((line) => line.matches(':focus')));
    await room.log.getByRole('heading', { name: 'New' }).waitFor();
    await until(async () => !(await way.isVisible()));
    await read45;
    assert.deepEqual(profile.complaints, []);
  });

  it('is seen to have read by others, unless they keep it to themselves', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const room = await open(profile);
    const { page } = room;
    const roomId = stack.seed.rooms['news']!;
    const carol = stack.users.carol.userId;
    const readUpTo = (): string | null => peer.client.getRoom(roomId)!.getEventReadUpTo(carol);
    const read = await peer.send(roomId, 'Read by Carol, as all can see');
    await room.shows('Read by Carol, as all can see');
    await until(() => Promise.resolve(readUpTo() === read));

    await room.button('Menu').click();
    await room.element.getByRole('checkbox', { name: 'Do not show others what I have read' }).click();
    await page.keyboard.press('Escape');
    const marked = page.waitForRequest((request) => request.url().endsWith('/read_markers'));
    const unseen = await peer.send(roomId, 'Read by Carol in private');
    const marks = (await marked).postDataJSON() as Record<string, unknown>;
    assert.equal(marks['m.read.private'], unseen);
    assert.ok(!('m.read' in marks));
    await (await marked).response();
    // What came after it has come: so would a receipt have.
    const last = await peer.send(roomId, 'After it');
    await until(() => Promise.resolve(peer.events(roomId).some((event) => event.getId() === last)));
    assert.equal(readUpTo(), read);
    assert.deepEqual(profile.complaints, []);
  });

  it('is told who is typing, and others are told of them', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const room = await open(profile);
    const roomId = stack.seed.rooms['news']!;
    await peer.client.sendTyping(roomId, true, 20_000);
    await room.element.getByText(/Bob.* is typing/).waitFor();
    await peer.client.sendTyping(roomId, false, 0);
    await room.element.getByText(/Bob.* is typing/).waitFor({ state: 'hidden' });
    const typing = (): boolean => peer.client.getRoom(roomId)!.getMember(stack.users.carol.userId)?.typing === true;
    await room.composer.pressSequentially('Half a');
    await until(() => Promise.resolve(typing()));
    await room.composer.fill('');
    await until(() => Promise.resolve(!typing()));
    assert.deepEqual(profile.complaints, []);
  });
});
