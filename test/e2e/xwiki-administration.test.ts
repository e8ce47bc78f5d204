import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { theStack } from './support/stack.ts';
import { prepareWiki } from './support/wiki-page.ts';

const administration = '/xwiki/bin/admin/XWiki/XWikiPreferences';

/** What the test says of each step, by the step's name. */
async function outcomes(page: Page): Promise<Record<string, string>> {
  const button = page.getByRole('button', { name: 'Test' });
  await button.click();
  await page.locator('#wiki-room-test:not([disabled])').waitFor({ timeout: 60_000 });
  const lines = await page.locator('#wiki-room-test-steps li').allTextContents();
  return Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]));
}

describe('the administration of a wiki', () => {
  before(prepareWiki);

  it('tries the whole way from this browser, leaves no session behind, and tells the versions', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, administration);
    const devices = await stack.admin.devices(stack.users.alice.userId);
    const found = await outcomes(page);
    const { 'Home of the keys (frame)': home, ...others } = found;
    assert.equal(home, 'not needed');
    assert.deepEqual(Object.values(others), Array(12).fill('works'), JSON.stringify(found));
    assert.deepEqual(await stack.admin.devices(stack.users.alice.userId), devices);
    const versions = await page.locator('[id^=wiki-room-version-]').allTextContents();
    assert.deepEqual(versions.slice(0, 2), ['0.1.0', '0.1.0']);
    assert.match(versions[2] ?? '', /^\d+$/);
    assert.deepEqual(profile.complaints, []);
  });

  it('names the address that the sign-in returns to from here, whatever the wiki takes for its own', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const served = await page.goto(stack.origins.wiki + administration);
    const callback = '/xwiki/bin/view/WikiRoom/Code/Callback?xpage=plain';
    assert.ok((await served?.text())?.includes(`>https://wiki.example.org${callback}<`));
    await page.getByText(stack.origins.wiki + callback, { exact: true }).waitFor();
  });

  it('says what to change where something is wrong, and that the frame is there', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const wrong = [
      ['set-homeserver', 'https://nowhere.localhost', 'Homeserver', /no answer/],
      ['own-meta', '', 'Homeserver', /HTML meta tags/],
      ['set-homeserver', '', 'Homeserver', /No homeserver is named/],
      ['set-homeserver', stack.origins.wiki, 'Homeserver', /no Matrix homeserver/],
      ['set-homeserver', stack.origins.sso, 'Homeserver', /does not let pages/],
      ['set-callback', '/xwiki/bin/view/WikiRoom/Code/Other', 'Return from the sign-in', /redirect URI/],
      ['set-issuer', '', 'Return from the sign-in', /client_whitelist/],
      ['set-clientId', 'nobody', 'Return from the sign-in', /client id/],
      ['set-script', '/xwiki/bin/download/WikiRoom/Code/Bundle-0/none.js', 'Script', /is not there/],
      ['set-version', '0.0.9', 'Versions', /different versions/],
      ['set-frame', `${stack.origins.chat}/wiki-room/frame.html`, 'Home of the keys (frame)', /^works$/],
      ['set-frame', '/wiki-room/frame.html', 'Home of the keys (frame)', /own origin/],
      ['set-frame', `${stack.origins.elsewhere}/wiki-room/frame.html`, 'Home of the keys (frame)', /frame\.json/],
      ['policy', "connect-src 'self'", 'Homeserver', /connect-src/],
      ['policy', "frame-src 'self'", 'Return from the sign-in', /frame-src/],
      ['policy', "worker-src 'none'", 'Worker', /worker-src/],
      ['policy', "img-src 'self'", 'Pictures, sound and film', /img-src and media-src/],
      ['policy', "media-src 'self'", 'Pictures, sound and film', /img-src and media-src/],
    ] as const;
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, administration);
    for (const [name, value, step, sentence] of wrong) {
      await page.goto(`${stack.origins.wiki}${administration}?${new URLSearchParams({ [name]: value })}`);
      const found = await outcomes(page);
      assert.match(found[step] ?? JSON.stringify(found), sentence, `${name}=${value}`);
    }
  });

  it('says that nobody is signed in, for a visitor', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await page.goto(stack.origins.wiki + administration);
    assert.match((await outcomes(page))['Sign-in for real'] ?? '', /Nobody is signed in/);
  });
});
