import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

describe('who comes back', () => {
  it('is shown the way to the first message that came meanwhile, however many there are', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.carol, '/news');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    const read = page.context().waitForEvent('response', (response) => response.url().endsWith('/read_markers'));
    await room.send('Back in a minute');
    await read;
    const roomId = stack.seed.rooms['news']!;
    await peer.waitForMessage(roomId, (content) => content.body === 'Back in a minute');
    await page.goto('about:blank');
    // More than a sync brings at once.
    for (let i = 1; i <= 45; i++) await peer.send(roomId, `While you were away ${String(i)}`);
    await page.goto(`${stack.origins.wiki}/news`);
    await room.shows('While you were away 45');
    const way = room.button(/^\d+\+? new messages$/);
    await way.waitFor();
    assert.match(await way.innerText(), /^(29|30)\+ new messages$/);
    await way.click();
    const first = room.article(/While you were away 1$/);
    await first.waitFor();
    await until(() => first.evaluate((line) => line.matches(':focus')));
    await room.log.getByRole('heading', { name: 'New' }).waitFor();
    await until(async () => !(await way.isVisible()));
    assert.deepEqual(profile.complaints, []);
  });
});
