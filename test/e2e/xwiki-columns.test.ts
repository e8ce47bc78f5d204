import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { place } from '../../demo/xwiki/wiki-source.ts';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { faultsOf } from './support/faults-of.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { lookOf } from './support/look-of.ts';
import { RoomPage } from './support/room-page.ts';
import { forEachScreenful } from './support/screenfuls.ts';
import { theStack } from './support/stack.ts';
import { prepareWiki, wikiPath } from './support/wiki-page.ts';

/** The columns of Flamingo: each panel has 16 % of the window, the content what is left. */
const columns = `
  #contentcontainer { display: flex; }
  #contentcolumn { order: 2; flex: 1; min-width: 10vw; }
  #leftPanels, #rightPanels { display: block; flex: none; box-sizing: border-box; width: 16vw; }
  #leftPanels { order: 1; }
  #rightPanels { order: 3; }
  #leftPanelsToggle, #rightPanelsToggle { display: none; }
  #xwikicontent { overflow: auto; }`;

const themes = {
  light: '',
  dark: `
    :root { --xwiki-page-content-bg: #222; --text-color: #ddd; --link-color: #7ab8ff; --xwiki-border-color: #444; }
    body { background: #222; }
    a { color: var(--link-color); }`,
};

const right = '#rightPanels .xwikipanelcontents';

const places: readonly {
  readonly where: string;
  readonly theme: keyof typeof themes;
  readonly page: string;
  readonly width: number;
  /** Of the room, at least and at most. */
  readonly widths: readonly [number, number];
  prepare(page: Page): Promise<unknown>;
}[] = [
  {
    where: 'between the panels',
    theme: 'light',
    page: 'Room',
    width: 1250,
    widths: [600, 850],
    prepare: () => Promise.resolve(),
  },
  {
    where: 'in a panel of 200 px',
    theme: 'dark',
    page: 'Plain',
    width: 1250,
    widths: [190, 200],
    prepare: (page) =>
      page.locator(right).evaluate((panel, room) => void (panel.innerHTML = room), place('#alpha:example.org')),
  },
  {
    where: 'in the sheet of a phone',
    theme: 'dark',
    page: 'Plain',
    width: 360,
    widths: [355, 360],
    prepare: (page) => page.getByRole('button', { name: 'Open the chat of this space' }).click(),
  },
];

describe('a room of a wiki', () => {
  before(prepareWiki);
  before(bob);

  for (const { where, theme, page: name, width, widths, prepare } of places) {
    it(`${where}, ${theme}: nothing sticks out, and all can be read`, async () => {
      const stack = await theStack();
      await using profile = await newProfile({ viewport: { width, height: 800 } });
      // What a wiki's own colours come in; the twin's is empty.
      await profile.context.route('**/cssVariablesInit.min.css*', (route) =>
        route.fulfill({ contentType: 'text/css', body: columns + themes[theme] }),
      );
      const page = await profile.context.newPage();
      await logInToWiki(page, stack.origins.wiki, stack.users.alice, wikiPath(name));
      await prepare(page);
      const room = new RoomPage(page);
      await room.recover(stack.seed.recoveryKeys.alice ?? '');
      await room.composer.waitFor();
      await room.log.getByRole('article').first().waitFor();
      const bounds = (await room.element.boundingBox())!;
      assert.ok(bounds.width >= widths[0] && bounds.width <= widths[1], `${String(bounds.width)} px`);
      assert.ok(bounds.x >= 0 && bounds.x + bounds.width <= width);
      await forEachScreenful(room, async () => {
        assert.deepEqual((await lookOf(room.element)).overflowing, []);
        // What is wider than its message can be scrolled by keys once the message has the focus, which axe does not see.
        const faults = (await faultsOf(page)).filter((fault) => !fault.startsWith('scrollable-region-focusable'));
        assert.deepEqual(faults, []);
      });
    });
  }
});
