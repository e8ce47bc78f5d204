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

  it('holds back what is stored where the page names another reader, and nobody can be asked', async () => {
    const stack = await theStack();
    const { wiki, sso } = stack.origins;
    await using profile = await newProfile();
    const { context } = profile;
    const page = await context.newPage();
    await logInToWiki(page, wiki, stack.users.alice, '/frame?user=alice');
    const room = RoomPage.framed(page);
    await room.log.getByRole('article').first().waitFor();
    await context.route(`${sso}/**`, (route) => route.abort());
    await page.goto(`${wiki}/frame?user=dave`);
    await room.signInButton.waitFor();
    assert.equal(await room.log.count(), 0);
    await page.goto(`${wiki}/frame?user=alice`);
    await room.log.getByRole('article').first().waitFor();
  });
});
