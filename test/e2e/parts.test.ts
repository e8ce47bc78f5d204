import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

/** Every part that the script itself loads is asked for in vain once; gives those. */
async function failOnce(context: BrowserContext): Promise<Set<string>> {
  const failed = new Set<string>();
  await context.route(/\/wiki-room-(?!page-)[^/]*\.(js|wasm)/, (route) => {
    const { pathname } = new URL(route.request().url());
    if (failed.has(pathname)) return route.fallback();
    failed.add(pathname);
    return route.abort('connectionreset');
  });
  return failed;
}

const nameOf = (path: string): string => /wiki-room-(.*)-[\w-]{8}\.[\w.]+$/.exec(path)?.[1] ?? path;

describe('the parts of the script', () => {
  it('may each fail to come once: the reader tries again, and goes on without a reload', async () => {
    const stack = await theStack();
    const peer = await bob();
    // A worker that did not come by a blob is tried by its address, which this page's policy forbids.
    await using profile = await newProfile({ forbidden: /Creating a worker from .* "worker-src blob:"/ });
    const page = await profile.context.newPage();
    const failed = await failOnce(profile.context);
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    const again = room.button('Try again').or(room.signInButton).first();
    await until(async () => {
      if (await room.composer.isVisible()) return true;
      await again.click({ timeout: 500 }).catch(() => undefined);
      return false;
    }, 100_000);
    await room.send('With **all** parts');
    const sent = await peer.waitForMessage(
      stack.seed.rooms['alpha']!,
      (content) => content.body === 'With **all** parts',
      60_000,
    );
    assert.equal(sent.getContent().formatted_body, 'With <strong>all</strong> parts');
    // Words come by themselves.
    await room.element.evaluate((element) => element.setAttribute('lang', 'de'));
    await room.element.getByRole('textbox', { name: /^Nachricht/ }).waitFor();
    const names = [...failed].map(nameOf).toSorted();
    assert.deepEqual(names, [
      'authenticator',
      'crypto',
      'de',
      'engine',
      'engine-crypto-code',
      'engine-link',
      'engine-markdown',
      'tools',
      'views',
    ]);
    assert.deepEqual(profile.complaints, []);
  });
});
