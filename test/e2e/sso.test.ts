import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { startStack, type Stack } from '../stack/stack.ts';
import { newProfile } from './support/browser.ts';
import { logInAtKeycloak } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { until } from './support/until.ts';

describe('a homeserver that takes no tokens of the identity provider', () => {
  let stack: Stack;

  before(async () => {
    // Tokens that end after seconds, so that renewing them is part of every minute.
    stack = await startStack({ seed: 'small', jwt: false, accessTokenSeconds: 12 });
  });
  after(() => stack.stop());

  it('signs in by its own single sign-on, with one click', async () => {
    await using profile = await newProfile();
    const room = new RoomPage(await profile.context.newPage());
    await room.page.goto(`${stack.origins.wiki}/news`);
    await room.signInByPopup(stack.users.dave);
    await room.log.getByRole('article').first().waitFor();
  });

  it('renews tokens once for all tabs, and nobody is asked to sign in again', async () => {
    await using profile = await newProfile();
    const renewals: { readonly by: Page; readonly token: string }[] = [];
    profile.context.on('request', (request) => {
      if (!request.url().endsWith('/_matrix/client/v3/refresh')) return;
      renewals.push({ by: request.frame().page(), token: request.postData() ?? '' });
    });
    // With the next request after its time, and somebody who types makes requests.
    const renewedAgain = async (tab: RoomPage): Promise<void> => {
      const before = renewals.length;
      let typed = '';
      await until(async () => {
        await tab.composer.fill((typed += 'x'));
        return renewals.length > before;
      }, 40_000);
    };
    const tabs = [new RoomPage(await profile.context.newPage())];
    await tabs[0]!.page.goto(`${stack.origins.wiki}/news`);
    await tabs[0]!.signInByPopup(stack.users.dave);
    await tabs[0]!.composer.waitFor();
    while (tabs.length < 5) {
      const tab = new RoomPage(await profile.context.newPage());
      await tab.page.goto(`${stack.origins.wiki}/news`);
      await tab.composer.waitFor();
      tabs.push(tab);
    }
    await renewedAgain(tabs[2]!);
    await tabs[2]!.send('After the tokens were renewed');
    for (const tab of tabs) await tab.shows('After the tokens were renewed');
    // The engine of another tab takes over with the tokens as they are by then.
    const closed = tabs.shift()!.page;
    await closed.close();
    await renewedAgain(tabs[2]!);
    await tabs[2]!.send('After another tab renewed them');
    for (const tab of tabs) {
      await tab.shows('After another tab renewed them');
      assert.equal(await tab.signInButton.count(), 0);
    }
    const tokensOf = (isFormer: boolean): string[] =>
      renewals.filter(({ by }) => (by === closed) === isFormer).map(({ token }) => token);
    const [former, later] = [tokensOf(true), tokensOf(false)];
    assert.ok(former.length > 0);
    for (const own of [former, later]) assert.equal(new Set(own).size, own.length, 'no engine renews a token twice');
    // What the one that went was renewing, the next one renews once more: the answer may be lost.
    assert.ok(later.filter((token) => former.includes(token)).length <= 1, 'tokens that were renewed are gone on with');
  });

  it('goes by redirect where popups are blocked, and leaves no token in the address', async () => {
    await using profile = await newProfile();
    await profile.context.addInitScript(() => {
      window.open = () => null;
    });
    const room = new RoomPage(await profile.context.newPage());
    await room.page.goto(`${stack.origins.wiki}/news#here`);
    await room.signInButton.click();
    await room.page.waitForURL((url) => url.origin === stack.origins.sso);
    await logInAtKeycloak(room.page, stack.users.dave);
    await room.page.waitForURL(`${stack.origins.wiki}/news#here`);
    await room.log.getByRole('article').first().waitFor();
    assert.equal(new URL(room.page.url()).search, '');
  });
});
