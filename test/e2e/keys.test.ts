import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

describe('keys', () => {
  it('open the old history on a new device, in place, and refuse a wrong recovery key', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    const locked = room.log.getByText(/messages? (is|are) locked/i);
    await locked.first().waitFor();

    await room.recover('EsTx not the key at all');
    await room.element.getByRole('alert').filter({ hasText: /key/i }).first().waitFor();
    assert.ok((await locked.count()) > 0);

    // As people copy it: with spaces around and in other places.
    await room.recover(` ${stack.seed.recoveryKeys.alice!.replaceAll(' ', '  ')} `);
    await room.shows('Evening print against the old book: 23 berths, 23 the same.');
    await locked.first().waitFor({ state: 'detached' });
    assert.deepEqual(profile.complaints, []);
  });

  it('of a newcomer are set up by themselves, and the recovery key is theirs for the asking', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.mallory, '/alpha');
    const room = new RoomPage(page);
    const backedUp = profile.context.waitForEvent('response', {
      predicate: (response) =>
        response.request().method() === 'PUT' && /\/room_keys\/keys/.test(response.url()) && response.ok(),
      timeout: 60_000,
    });
    await room.composer.waitFor();
    await room.send('Readable on my next device');
    await backedUp;
    await room.button(/show the recovery key/i).click();
    const recoveryKey = (await room.element.locator('wiki-room-keys code').textContent()) ?? '';
    assert.match(recoveryKey.trim(), /^(\w{4} ?)+$/);
    await room.button(/i have saved it/i).click();

    await using other = await newProfile();
    const second = new RoomPage(await other.context.newPage());
    await logInToWiki(second.page, stack.origins.wiki, stack.users.mallory, '/alpha');
    await second.recover(recoveryKey);
    await second.shows('Readable on my next device');
  });
});
