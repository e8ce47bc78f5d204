import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';

/** Adds a frame to the page, and gives what is in it. */
async function embed(page: Page, url: string, sandbox?: string): Promise<RoomPage> {
  await page.evaluate(
    ([src, rights]) => {
      const frame = document.createElement('iframe');
      if (rights !== undefined) frame.setAttribute('sandbox', rights);
      frame.width = '800';
      frame.height = '700';
      frame.src = src!;
      document.body.prepend(frame);
    },
    [url, sandbox] as const,
  );
  return new RoomPage(page, page.frameLocator('iframe'));
}

describe('places that share nothing', () => {
  it('a frame of an opaque origin has neither, and says no more than that one can sign in', async () => {
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
