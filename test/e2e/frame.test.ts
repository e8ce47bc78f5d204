import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

describe('the room in a frame of its own origin', () => {
  it('asks nothing of a reader of the wiki, and both sides read each other', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/frame');
    const room = RoomPage.framed(page);
    await room.send('From inside the frame');
    await room.shows('From inside the frame');
    const { rooms } = stack.seed;
    await peer.waitForMessage(rooms['alpha']!, (content) => content.body === 'From inside the frame');
    await peer.send(rooms['alpha']!, 'To the frame');
    await room.shows('To the frame');
    assert.deepEqual(profile.complaints, []);
  });
});
