import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

describe('a room that is not simply there', () => {
  before(bob);

  const cases: readonly [string, string, RegExp][] = [
    ['does not exist', '/missing', /no such room|there is no room/i],
    ['is by invitation only', '/private', /invit/i],
    ['was replaced', '/old', /replaced|moved|successor|new room/i],
  ];
  for (const [what, path, words] of cases) {
    it(`${what}: says so, and what to do`, async () => {
      const stack = await theStack();
      await using profile = await newProfile();
      const page = await profile.context.newPage();
      await logInToWiki(page, stack.origins.wiki, stack.users.alice, path);
      await new RoomPage(page).element.getByText(words).first().waitFor();
    });
  }

  it('was replaced: leads who is in the new room there, and shows others where it is', async () => {
    const stack = await theStack();
    const { alice, dave } = stack.users;
    await using member = await newProfile();
    const inside = new RoomPage(await member.context.newPage());
    await logInToWiki(inside.page, stack.origins.wiki, alice, '/old');
    await inside.button('Go to the new room').click();
    await inside.composer.waitFor();

    await using other = await newProfile();
    const outside = new RoomPage(await other.context.newPage());
    await logInToWiki(outside.page, stack.origins.wiki, dave, '/old');
    const link = outside.element.getByRole('link', { name: 'Look at the new room' });
    assert.match((await link.getAttribute('href')) ?? '', /^https:\/\/matrix\.to\/#\//);
    assert.equal(await outside.button('Go to the new room').count(), 0);
  });

  it('was not there yet: is looked for again when asked', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const room = new RoomPage(await profile.context.newPage());
    await logInToWiki(room.page, stack.origins.wiki, stack.users.dave, '/page?room=%23later:example.org');
    const again = room.button('Try again');
    await again.waitFor();
    const peer = await bob();
    await peer.createRoom('later', { encrypted: false });
    await again.click();
    await room.composer.waitFor();
  });

  it('waits with an invitation: opens once that is accepted', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const room = new RoomPage(await profile.context.newPage());
    await logInToWiki(room.page, stack.origins.wiki, stack.users.alice, '/invited');
    await room.button('Join').click();
    await room.send('I am here now');
    await room.shows('I am here now');
  });

  it('takes knocks: offers it, and shows that it waits', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/knock');
    const room = new RoomPage(page);
    await room.button(/ask to join/i).click();
    await room.element
      .getByText(/waiting|asked/i)
      .first()
      .waitFor();
  });
});
