import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

describe('a room that is not simply there', () => {
  before(bob);

  const cases: readonly [what: string, path: string, words: string, advice: string][] = [
    ['does not exist', '/missing', 'There is no such room.', 'Check the address, or ask whoever wrote this page.'],
    ['is by invitation only', '/private', 'This room is by invitation only.', 'Ask a member to invite you.'],
    ['has banned the reader', '/banned', 'You are banned from this room.', 'Its moderators can lift that.'],
    ['was replaced', '/old', 'This room was replaced by a new one.', 'Go to the new room'],
  ];
  for (const [what, path, words, advice] of cases) {
    it(`${what}: says so, and what to do`, async () => {
      const stack = await theStack();
      await using profile = await newProfile();
      const page = await profile.context.newPage();
      await logInToWiki(page, stack.origins.wiki, stack.users.alice, path);
      const { element } = new RoomPage(page);
      await element.getByText(words).first().waitFor();
      await element.getByText(advice).first().waitFor();
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
    await room.element.getByText('No messages yet. Say what this page needs.').waitFor();
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

  it('takes knocks: they can be withdrawn, refused, and lead in once they are accepted', async () => {
    const stack = await theStack();
    const { client } = await stack.peer('dave');
    const [roomId, { userId }] = [stack.seed.rooms['knock']!, stack.users.alice];
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/knock');
    const room = new RoomPage(page);
    const ask = room.button('Ask to join');
    const withdraw = room.button('Withdraw the request');
    const waiting = room.element.getByText('You asked to join. As soon as a member lets you in, you can join here.');
    const knocks = async (): Promise<void> => {
      await ask.click();
      await waiting.waitFor();
      await until(async () => client.getRoom(roomId)?.getMember(userId)?.membership === 'knock');
    };
    await knocks();
    await withdraw.click();
    await ask.waitFor();
    assert.equal(await waiting.count(), 0);

    await until(async () => client.getRoom(roomId)?.getMember(userId)?.membership === 'leave');
    await knocks();
    await client.kick(roomId, userId);
    await ask.waitFor();

    await knocks();
    await client.invite(roomId, userId);
    await room.button('Join').click();
    await room.send('You have opened');
    await room.shows('You have opened');
    client.stopClient();
  });
});
