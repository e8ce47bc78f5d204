import { describe, it } from 'node:test';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

describe('a room that is not simply there', () => {
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
