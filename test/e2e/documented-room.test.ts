import { before, describe, it } from 'node:test';
import { documentedRoom } from '../support/documented-room.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

describe('a room that was made as docs/xwiki.md says', () => {
  before(theStack);

  it('lets a reader in at the first sight of it, and takes the first message', async () => {
    const stack = await theStack();
    const asked = await documentedRoom();
    await stack.admin.request('POST', '/_matrix/client/v3/createRoom', asked);
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const address = encodeURIComponent(`#${asked.room_alias_name}:example.org`);
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, `/page?room=${address}`);
    const room = new RoomPage(page);
    await room.send('Everybody, here is the first message');
    await room.shows('Everybody, here is the first message');
    await page.locator('wiki-room:state(encrypted)').waitFor();
  });

  it('as a private one lets in who is invited, and tells others that they are not', async () => {
    const stack = await theStack();
    const { alice, dave } = stack.users;
    const asked = { ...(await documentedRoom()), preset: 'private_chat', invite: [alice.userId] };
    await stack.admin.request('POST', '/_matrix/client/v3/createRoom', { ...asked, room_alias_name: 'some' });
    const open = async (profile: Awaited<ReturnType<typeof newProfile>>, person: typeof alice): Promise<RoomPage> => {
      const page = await profile.context.newPage();
      await logInToWiki(page, stack.origins.wiki, person, '/page?room=%23some:example.org');
      return new RoomPage(page);
    };
    await using invited = await newProfile();
    const inside = await open(invited, alice);
    await inside.button('Join').click();
    await inside.composer.waitFor();
    await using other = await newProfile();
    const outside = await open(other, dave);
    await outside.element.getByText('This room is by invitation only.').first().waitFor();
  });
});
