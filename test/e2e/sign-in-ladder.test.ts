import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BrowserContext, Route } from 'playwright-core';
import { newProfile } from './support/browser.ts';
import { putFarDown, scrollDown } from './support/far-down.ts';
import { logInAtKeycloak, logInToWiki } from './support/keycloak-page.ts';
import { softLogout } from './support/soft-logout.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

/** The homeserver says that it offers these ways of signing in, and no other. */
async function offer(context: BrowserContext, ...types: string[]): Promise<void> {
  await context.route('**/_matrix/client/v3/login', (route) =>
    route.request().method() === 'GET'
      ? route.fulfill({
          headers: { 'access-control-allow-origin': '*' },
          json: { flows: types.map((type) => ({ type })) },
        })
      : route.fallback(),
  );
}

const logInPage = '<!doctype html><title>Log in</title><h1>Log in</h1>';

/** What stands in the way of a silent sign-in, and how the identity provider then behaves. */
const obstacles: readonly [string, RegExp, (route: Route) => Promise<void>][] = [
  ['the identity provider hangs', /^/, () => new Promise(() => undefined)],
  ['the identity provider is broken', /^/, (route) => route.fulfill({ status: 502, body: logInPage })],
  [
    'the identity provider may not be framed',
    /openid-connect\/auth/,
    (route) => route.fulfill({ contentType: 'text/html', headers: { 'x-frame-options': 'DENY' }, body: logInPage }),
  ],
];

describe('the sign-in ladder', () => {
  it('an expired session that cannot be renewed silently: the stored room is readable, and one button comes soon', async () => {
    const stack = await theStack();
    const { dave } = stack.users;
    const { sso, wiki } = stack.origins;
    await using profile = await newProfile();
    const { context } = profile;
    const first = new Tab(await context.newPage());
    await logInToWiki(first.page, wiki, dave, '/news');
    await first.log.getByRole('article').first().waitFor();
    const devices = await stack.admin.devices(dave.userId);
    await first.page.close();
    await softLogout(context);
    let tab: Tab | undefined;
    for (const [what, of, answer] of obstacles) {
      await context.unroute(`${sso}/**`);
      await context.route(`${sso}/**`, (route) => (of.test(route.request().url()) ? answer(route) : route.fallback()));
      await tab?.page.close();
      tab = new Tab(await context.newPage());
      let frames = 0;
      tab.page.on('frameattached', () => frames++);
      await tab.page.goto(`${wiki}/news`);
      await tab.log.getByRole('article').first().waitFor({ timeout: 15_000 });
      await tab.signInButton.waitFor({ timeout: 25_000 });
      assert.ok(await tab.log.getByRole('article').first().isVisible(), what);
      // One visit asks who reads, one may renew the session: each ends.
      assert.ok(frames <= 2, what);
    }
    await context.unroute(`${sso}/**`);
    // Where the provider could not be reached, it is tried again by itself.
    await tab!.signInButton.click({ timeout: 2_000 }).catch(() => tab!.signInButton.waitFor({ state: 'detached' }));
    await tab!.send('Back after the provider was away');
    await tab!.showsOnceSent('Back after the provider was away');
    assert.deepEqual(await stack.admin.devices(dave.userId), devices);
    assert.deepEqual(profile.complaints, []);
  });

  it('an expired session and a blocked window: by redirect, and back at the place and the half sentence', async () => {
    const stack = await theStack();
    const { dave } = stack.users;
    const { sso, wiki } = stack.origins;
    await using profile = await newProfile();
    const { context } = profile;
    await context.addInitScript(() => {
      window.open = () => null;
    });
    await putFarDown(context);
    const tab = new Tab(await context.newPage());
    await logInToWiki(tab.page, wiki, dave, '/news');
    await scrollDown(tab.page);
    await tab.composer.fill('Begun before the redirect');
    const devices = await stack.admin.devices(dave.userId);
    await tab.page.goto('about:blank');
    await softLogout(context);
    await context.clearCookies({ domain: new URL(sso).hostname });
    await tab.page.goto(`${wiki}/news`);
    await scrollDown(tab.page);
    await tab.signInButton.click();
    await tab.page.waitForURL((url) => url.origin === sso);
    const back = tab.page.waitForURL(`${wiki}/news`);
    await logInAtKeycloak(tab.page, dave);
    await back;
    await until(async () => (await tab.composer.inputValue()) === 'Begun before the redirect');
    await until(() => tab.page.evaluate(() => scrollY > 4_000));
    await tab.composer.press('Enter');
    await tab.showsOnceSent('Begun before the redirect');
    assert.deepEqual(await stack.admin.devices(dave.userId), devices);
    assert.deepEqual(profile.complaints, []);
  });

  it('a slow identity provider: the button comes, and the room without it', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const asked = Promise.withResolvers<Route>();
    await profile.context.route(/openid-connect\/auth\?.*prompt=none/, (route) => asked.resolve(route));
    const tab = new Tab(await profile.context.newPage());
    await logInToWiki(tab.page, stack.origins.wiki, stack.users.dave, '/news');
    const route = await asked.promise;
    await tab.signInButton.waitFor();
    await route.continue();
    await tab.log.getByRole('article').first().waitFor();
    assert.deepEqual(profile.complaints, []);
  });

  it('a token that the homeserver refuses, made for others: the next way is taken', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const tab = new Tab(await profile.context.newPage());
    // The wiki's own client, whose tokens are not for the homeserver.
    await logInToWiki(tab.page, stack.origins.wiki, stack.users.dave, '/news?client-id=wiki');
    await tab.signInButton.click();
    await tab.log.getByRole('article').first().waitFor();
  });

  it('a refused token and no other way: the cause is named at the end', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    await offer(profile.context, 'org.matrix.login.jwt', 'm.login.password');
    const tab = new Tab(await profile.context.newPage());
    await logInToWiki(tab.page, stack.origins.wiki, stack.users.dave, '/news?client-id=wiki');
    await tab.signInButton.click();
    await tab.element.getByText('Signing in did not work.').waitFor();
    await tab.element.getByText('Details').click();
    await tab.element.getByText('M_FORBIDDEN').first().waitFor();
    assert.equal(await tab.signInButton.count(), 1);
  });

  it('no way at all: says so, and not before the reader asks', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    await offer(profile.context, 'm.login.password');
    const tab = await Tab.open(profile.context, `${stack.origins.wiki}/news`);
    await tab.signInButton.click();
    await tab.element.getByText('Signing in did not work.').waitFor();
    await tab.element.getByText('Details').click();
    await tab.element.getByText('no-flow').first().waitFor();
  });
});
