import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newProfile } from './support/browser.ts';
import { lookOf } from './support/look-of.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { untilStored } from './support/stored-values.ts';
import { until } from './support/until.ts';

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
    await room.showsFurtherUp('Evening print against the old book: 23 berths, 23 the same.');
    await locked.first().waitFor({ state: 'detached' });
    assert.deepEqual(profile.complaints, []);
  });

  it('that are put off stay one line on the next pages, which leads back to the card', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    const card = room.element.locator('wiki-room-keys input');
    const line = room.element.getByRole('group', { name: 'Most new messages from others are locked.' });
    const confirm = line.getByRole('button', { name: 'Confirm this browser' });
    await card.waitFor();
    await untilStored(page, () => room.button('Not now').press('Enter'));
    await confirm.waitFor();
    assert.equal(await confirm.evaluate((button) => button.matches(':focus')), true);

    await page.goto(`${stack.origins.wiki}/page?room=%23alpha:example.org`);
    await line.waitFor();
    assert.equal(await card.count(), 0);
    await page.setViewportSize({ width: 320, height: 700 });
    assert.deepEqual((await lookOf(room.element)).overflowing, []);
    await page.setViewportSize({ width: 1000, height: 900 });

    // What it says, by a colleague's browser that is confirmed.
    await using colleague = await newProfile();
    const confirmed = new RoomPage(await colleague.context.newPage());
    await logInToWiki(confirmed.page, stack.origins.wiki, stack.users.bob, '/alpha');
    await confirmed.recover(stack.seed.recoveryKeys.bob!);
    await confirmed.element.locator('wiki-room-keys input').waitFor({ state: 'detached' });
    await confirmed.send('For confirmed browsers only');
    await room.log
      .getByText(/with confirmed devices only, and this browser is not confirmed/)
      .last()
      .waitFor();
    assert.equal(await room.article('For confirmed browsers only').count(), 0);

    await untilStored(page, () => line.getByRole('button', { name: 'Close' }).press('Enter'));
    await line.waitFor({ state: 'detached' });
    assert.equal(await room.composer.evaluate((field) => field.matches(':focus')), true);
    await page.reload();
    await room.composer.waitFor();
    await room.log
      .getByText(/messages? (is|are) locked/i)
      .first()
      .waitFor();
    assert.equal((await line.count()) + (await card.count()), 0);
    await room.button('Menu').click();
    await room.button('Confirm this browser').click();
    await card.waitFor();
    await room.button('Not now').click();

    await confirm.click();
    await room.recover(stack.seed.recoveryKeys.alice!);
    await room.showsFurtherUp('Evening print against the old book: 23 berths, 23 the same.');
    await until(async () => (await line.count()) + (await card.count()) === 0);
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
