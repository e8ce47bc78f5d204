import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

describe('keys', () => {
  it('open the old history on a new device, in place', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.element
      .getByText(/cannot be read/i)
      .first()
      .waitFor();
    await room.recover('EsTx not the key at all');
    await room.element.getByRole('alert').filter({ hasText: /key/i }).first().waitFor();
    await room.recover(
      stack.seed.recoveryKeys.alice!.toLowerCase() === '' ? '' : ` ${stack.seed.recoveryKeys.alice!}\n`,
    );
    await room.element
      .getByText(/cannot be read/i)
      .first()
      .waitFor({ state: 'detached' });
    assert.ok((await room.log.getByRole('article').count()) > 5);
    assert.deepEqual(profile.complaints, []);
  });
});
