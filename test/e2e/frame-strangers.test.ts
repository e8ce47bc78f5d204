import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

const framePath = '/wiki-room/frame.html';

/** What was asked of the homeserver and the identity provider. */
function askedOf(page: Page, ...origins: string[]): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (origins.includes(new URL(request.url()).origin)) asked.push(request.url());
  });
  return asked;
}

/** A page with the frame, on an origin that no list names: the server shows every unknown host the wiki's pages. */
async function strangersPage(): Promise<string> {
  const { origins } = await theStack();
  return `http://stranger.localhost:${new URL(origins.wiki).port}/frame/news`;
}

describe('a page that is not on the list of the frame', () => {
  it('is refused in words, and nothing is started for it', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    // A reader who is signed in: there would be something to see.
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/frame/news');
    await RoomPage.framed(page).log.getByRole('article').first().waitFor();
    // The engine of that page asks until it is gone.
    await page.goto('about:blank');
    const asked = askedOf(page, stack.origins.matrix, stack.origins.sso);
    // Without the header, as where an administrator has forgotten it: what the frame itself does about it.
    stack.site.setHeaders(framePath, { 'content-security-policy': '' });
    try {
      await page.goto(await strangersPage());
      const frame = page.frameLocator('wiki-room iframe');
      const alert = frame.getByRole('alert');
      await alert.getByText('The chat may not be shown on this page.').waitFor();
      await alert.getByText(`"embeddedBy" in frame.json does not list ${new URL(page.url()).origin}`).waitFor();
      await page.locator('wiki-room:state(error)').waitFor();
      assert.equal(await frame.locator('wiki-room').count(), 0);
      assert.deepEqual([asked, page.workers().length], [[], 0]);
    } finally {
      stack.site.setHeaders(framePath, {});
    }
    assert.deepEqual(profile.complaints, []);
  });

  it('does not even get the frame where the documented header is sent, and its reader is told', async () => {
    await using profile = await newProfile({ forbidden: /frame-ancestors/ });
    const page = await profile.context.newPage();
    await page.goto(await strangersPage());
    const told = page.locator('wiki-room').getByRole('alert');
    await told.getByText(/chat/i).first().waitFor();
    assert.equal(page.frames().filter((frame) => new URL(frame.url()).pathname === framePath).length, 0);
    assert.deepEqual(profile.complaints, []);
  });

  it('is one also where a page that is on the list stands between', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const asked = askedOf(page, stack.origins.matrix);
    stack.site.setHeaders(framePath, { 'content-security-policy': '' });
    try {
      const stranger = new URL(await strangersPage());
      // A page of the stranger's without a policy of its own.
      stack.site.setHeaders('/', { 'content-security-policy': '' });
      await page.goto(`${stranger.origin}/`);
      await page.evaluate((src) => {
        const frame = document.createElement('iframe');
        Object.assign(frame, { src, width: 900, height: 900, id: 'between' });
        document.body.prepend(frame);
      }, `${stack.origins.wiki}/frame/news`);
      const frame = page.frameLocator('#between').frameLocator('wiki-room iframe');
      await frame.getByText(`does not list ${stranger.origin}`).waitFor();
      assert.deepEqual(asked, []);
    } finally {
      stack.site.setHeaders(framePath, {});
      stack.site.setHeaders('/', {});
    }
  });
});

describe('the page of a frame', () => {
  it('works under no more than the policy that is documented for it, and the frame sends its own', async () => {
    const stack = await theStack();
    await using profile = await newProfile({ forbidden: 'nothing' });
    const page = await profile.context.newPage();
    const sent: (string | null)[] = [];
    page.on('response', async (response) => {
      if (new URL(response.url()).pathname === framePath) {
        sent.push(await response.headerValue('content-security-policy'));
      }
    });
    stack.site.setHeaders('/frame/news', {
      'content-security-policy': [
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src blob:",
        `frame-src ${stack.origins.chat}; require-trusted-types-for 'script'; trusted-types lit-html wiki-room`,
      ].join('; '),
    });
    try {
      await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/frame/news');
      const room = RoomPage.framed(page);
      await room.send('Under the policy of a page with a frame');
      await room.shows('Under the policy of a page with a frame');
      assert.deepEqual(profile.complaints, []);
      assert.match(sent[0] ?? '', /frame-ancestors 'self' /);
    } finally {
      stack.site.setHeaders('/frame/news', {});
    }
  });
});
