import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newProfile } from './support/browser.ts';
import { embed } from './support/embed.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';

describe('a frame of an opaque origin', () => {
  it('has neither a session nor a store, and says no more than that one can sign in', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const own = new Tab(await profile.context.newPage());
    await logInToWiki(own.page, stack.origins.wiki, stack.users.dave, '/news');
    await own.log.getByRole('article').first().waitFor();
    const page = await profile.context.newPage();
    await page.goto(`${stack.origins.wiki}/page?room=`);
    const framed = await embed(page, `${stack.origins.wiki}/news`, 'allow-scripts');
    await framed.signInButton.waitFor();
    assert.deepEqual(profile.complaints, []);
  });
});
