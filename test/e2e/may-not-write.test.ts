import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

describe('a room whose power levels, and then its end, come while something is written', () => {
  it('takes the field away, shows what was in it, and gives it back', async () => {
    const stack = await theStack();
    const peer = await bob();
    const roomId = await peer.createRoom('quiet', { encrypted: false });
    await peer.send(roomId, 'Whoever can write here may be quiet later.');
    const mayWriteFrom = async (level: number): Promise<void> => {
      const levels = await peer.client.getStateEvent(roomId, 'm.room.power_levels', '');
      await peer.client.sendStateEvent(
        roomId,
        'm.room.power_levels' as never,
        { ...levels, events_default: level } as never,
      );
    };
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.carol, '/news');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    await room.element.evaluate((element) => element.setAttribute('room', '#quiet:example.org'));
    await room.article('may be quiet later').waitFor();
    await room.composer.fill('half a message, which nobody may take');
    const kept = room.element.getByRole('list', { name: 'Not sent' });

    await mayWriteFrom(50);
    await room.element.getByText('You can read here, but not write.').waitFor();
    await room.composer.waitFor({ state: 'detached' });
    await kept.getByText('half a message, which nobody may take').waitFor();

    await mayWriteFrom(0);
    await until(async () => (await room.composer.inputValue()) === 'half a message, which nobody may take');
    await kept.waitFor({ state: 'detached' });

    await peer.client.upgradeRoom(roomId, '11');
    await room.element.getByText('This room was replaced by a new one.').waitFor();
    await kept.getByText('half a message, which nobody may take').waitFor();
    assert.deepEqual(profile.complaints, []);
  });

  it('takes none from the start where only some may write', async () => {
    const stack = await theStack();
    const peer = await bob();
    const roomId = await peer.createRoom('notices', { encrypted: false });
    const levels = await peer.client.getStateEvent(roomId, 'm.room.power_levels', '');
    await peer.client.sendStateEvent(
      roomId,
      'm.room.power_levels' as never,
      { ...levels, events_default: 50 } as never,
    );
    await peer.send(roomId, 'Only some write here.');
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.carol, '/news');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    await room.element.evaluate((element) => element.setAttribute('room', '#notices:example.org'));
    await room.article('Only some write here.').waitFor();
    await room.element.getByText('You can read here, but not write.').waitFor();
    assert.equal(await room.composer.count(), 0);
  });
});
