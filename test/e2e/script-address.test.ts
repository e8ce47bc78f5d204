import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newProfile } from './support/browser.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

describe('the address of the script', () => {
  it('may be whatever the page makes of it: the script runs once, and its parts are of that one', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const scripts: string[] = [];
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      const found = /\/wiki-room(?:-(page)-.*)?\.js$/.exec(pathname);
      if (found !== null) scripts.push(`${found[1] ?? 'plain'}${search}`);
    });
    await page.route('**/wiki-room/wiki-room.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: "import '/wiki-room/wiki-room.js?v=2';" }),
    );
    await page.goto(`${stack.origins.wiki}/news`);
    await new RoomPage(page).signInButton.waitFor();
    assert.deepEqual(scripts, ['plain', 'plain?v=2', 'page']);
    assert.deepEqual(profile.complaints, []);
  });
});
