import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { newProfile } from './support/browser.ts';
import { embed } from './support/embed.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

describe('places that share nothing', () => {
  it('a frame on another site is another profile: an engine, a device and an end of its own', async () => {
    const stack = await theStack();
    const { origins, users } = stack;
    await using profile = await newProfile();
    const own = new Tab(await profile.context.newPage());
    await logInToWiki(own.page, origins.wiki, users.dave, '/news');
    await own.log.getByRole('article').first().waitFor();
    const devices = await stack.admin.devices(users.dave.userId);

    const page = await profile.context.newPage();
    // Its own policy would keep the frame out.
    stack.site.setHeaders('/own-copy', { 'content-security-policy': '' });
    try {
      await page.goto(`${origins.elsewhere}/own-copy?room=`);
    } finally {
      stack.site.setHeaders('/own-copy', {});
    }
    const apart = await embed(page, `${origins.wiki}/news`);
    // Nothing of the session of the wiki's own tab is to be had here; the identity provider knows the person in its window.
    await apart.signInButton.click();
    await apart.log.getByRole('article').first().waitFor();
    // This browser denies it all storage: it works for the visit, and says so.
    await apart.element
      .getByText(/keeps nothing/)
      .first()
      .waitFor();
    const both = await stack.admin.devices(users.dave.userId);
    assert.equal(both.length, devices.length + 1);
    assert.deepEqual([own.page.workers().length, page.workers().length], [1, 1]);

    await apart.send('Written in a frame on another site');
    await own.showsOnceSent('Written in a frame on another site');
    await own.send('Written in a tab of the wiki itself');
    await apart.shows('Written in a tab of the wiki itself');

    await apart.element.evaluate((element: HTMLElement & { signOut(): Promise<void> }) => element.signOut());
    await apart.signInButton.waitFor();
    await own.send('Still signed in here');
    await own.showsOnceSent('Still signed in here');
    await until(async () => isDeepStrictEqual(await stack.admin.devices(users.dave.userId), devices));
    assert.deepEqual(profile.complaints, []);
  });
});
