import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

describe('outages', () => {
  it('keep what was written, and send it when the homeserver is back', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.send('While all is well');
    await room.shows('While all is well');

    await stack.synapse.stop();
    await room.send('Written *during* the outage');
    // As it will read.
    await room.shows('Written during the outage');
    await room.element
      .getByText(/offline|cannot be reached|reconnecting|no connection/i)
      .first()
      .waitFor();

    await stack.synapse.start();
    await peer.waitForMessage(
      stack.seed.rooms['alpha']!,
      (content) => content.body === 'Written *during* the outage',
      60_000,
    );
    assert.equal(await room.article('Written during the outage').count(), 1);
  });

  it('at the start: says that the homeserver is away and goes on when it is there', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/news');
    const room = new RoomPage(page);
    await room.log.getByRole('article').first().waitFor();
    await stack.synapse.stop();
    await page.reload();
    await room.element
      .getByText(/offline|cannot be reached|reconnecting|no connection/i)
      .first()
      .waitFor();
    await stack.synapse.start();
    await room.element
      .getByText(/offline|cannot be reached|reconnecting|no connection/i)
      .first()
      .waitFor({ state: 'detached', timeout: 60_000 });
    await room.log.getByRole('article').first().waitFor();
  });

  it('at the very first start: says that the homeserver is away and lets the reader in when it is there', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await stack.synapse.stop();
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/news');
    const room = new RoomPage(page);
    await room.element.getByText('The chat server cannot be reached.').first().waitFor();
    await stack.synapse.start();
    await room.log.getByRole('article').first().waitFor({ timeout: 60_000 });
    await room.composer.waitFor();
    assert.deepEqual(profile.complaints, []);
  });

  it('a device deleted elsewhere: says so and offers to sign in anew', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/news');
    const room = new RoomPage(page);
    await room.log.getByRole('article').first().waitFor();
    const { userId } = stack.users.dave;
    for (const device of await stack.admin.devices(userId)) await stack.admin.deleteDevice(userId, device);
    await room.element
      .getByText(/signed out/i)
      .first()
      .waitFor({ timeout: 60_000 });
    await room.signInButton.waitFor();
  });
});
