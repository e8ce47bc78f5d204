import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { updateScript } from './support/next-version.ts';
import type { NextVersion } from './support/next-version.ts';
import { theStack } from './support/stack.ts';
import { Tab } from './support/tab.ts';
import { until } from './support/until.ts';

const path = `/news?callback=${encodeURIComponent('/wiki-room/callback.html')}`;
const older = /This page is older/;

async function opened(context: BrowserContext, next?: NextVersion): Promise<Tab> {
  const tab = new Tab(await context.newPage());
  if (next !== undefined) await updateScript(tab.page, next);
  return tab;
}

describe('two versions of the script in one profile', () => {
  it('the newer takes over; the older page keeps what it shows, says so, and goes on after a reload', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const old = await opened(profile.context);
    await logInToWiki(old.page, stack.origins.wiki, stack.users.dave, path);
    await old.log.getByRole('article').first().waitFor();
    assert.ok(old.holds);

    const fresh = await opened(profile.context, 'incompatible');
    await fresh.page.goto(stack.origins.wiki + path);
    await fresh.log.getByRole('article').first().waitFor();
    await fresh.becomesHolder();
    await fresh.send('Written by the newer version');
    await fresh.showsOnceSent('Written by the newer version');

    await old.element.getByText(older).first().waitFor();
    assert.ok((await old.log.getByRole('article').count()) > 0);
    assert.equal(old.holds, false);
    // Left alone, it still is not the one that runs the engine.
    await fresh.page.close();
    await old.composer.fill('Half a sentence of the older version');
    await updateScript(old.page);
    await Promise.all([old.page.waitForEvent('load'), old.button('Reload').click()]);
    await old.shows('Written by the newer version');
    await until(async () => (await old.composer.inputValue()) === 'Half a sentence of the older version');
    await old.composer.press('Enter');
    await old.showsOnceSent('Half a sentence of the older version');
    assert.equal(await old.element.getByText(older).count(), 0);
    assert.deepEqual(profile.complaints, []);
  });

  it('the older that comes later changes nothing, and says so in its place', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const fresh = await opened(profile.context, 'incompatible');
    await logInToWiki(fresh.page, stack.origins.wiki, stack.users.dave, path);
    await fresh.log.getByRole('article').first().waitFor();

    const old = await opened(profile.context);
    await old.page.goto(stack.origins.wiki + path);
    await old.element.getByText(older).first().waitFor();
    assert.deepEqual([fresh.holds, old.holds], [true, false]);
    await fresh.send('Undisturbed by the older version');
    await fresh.showsOnceSent('Undisturbed by the older version');
    await fresh.page.close();
    await old.page.reload();
    await old.element.getByText(older).first().waitFor();
    await updateScript(old.page);
    await old.button('Reload').click();
    await old.shows('Undisturbed by the older version');
    assert.deepEqual(profile.complaints, []);
  });

  it('that speak one protocol: the newer runs the engine, and the older page writes on and notices nothing', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const old = await opened(profile.context);
    await logInToWiki(old.page, stack.origins.wiki, stack.users.dave, path);
    await old.log.getByRole('article').first().waitFor();
    assert.ok(old.holds);

    const fresh = await opened(profile.context, 'compatible');
    await fresh.page.goto(stack.origins.wiki + path);
    await fresh.becomesHolder();
    await until(() => Promise.resolve(!old.holds));
    await old.send('As before the update');
    await old.showsOnceSent('As before the update');
    await fresh.shows('As before the update');
    await fresh.send('Since the update');
    await fresh.showsOnceSent('Since the update');
    await old.shows('Since the update');
    assert.deepEqual([fresh.holds, old.holds], [true, false]);
    assert.equal(await old.element.getByText(older).count(), 0);

    await fresh.page.close();
    await old.becomesHolder();
    await old.send('Alone once more');
    await old.showsOnceSent('Alone once more');
    assert.equal(await old.element.getByText(older).count(), 0);
    assert.deepEqual(profile.complaints, []);
  });
});
