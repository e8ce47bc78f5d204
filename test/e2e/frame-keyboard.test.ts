import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Frame, Page } from 'playwright-core';
import { accessibleNames } from './support/accessible-names.ts';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { faultsOf } from './support/faults-of.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

/** What has the focus: in the page, or where that is the frame, in it; down to the innermost shadow root. */
async function focused(page: Page): Promise<string> {
  const inner = (): string => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.id || element?.getAttribute('role') || element?.localName || '';
  };
  const outer = await page.evaluate(inner);
  return outer === 'iframe' ? `frame: ${await roomFrame(page).evaluate(inner)}` : outer;
}

function roomFrame(page: Page): Frame {
  const frame = page.frames().find((candidate) => candidate.url().includes('/frame.html'));
  assert.ok(frame);
  return frame;
}

describe('a room in a frame', () => {
  before(bob);

  it('is reached, used and left by the keyboard as a part of its page, and axe finds nothing in it', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/frame/news');
    const room = RoomPage.framed(page);
    await room.composer.waitFor();
    await room.log.getByRole('article').first().waitFor();
    await page.evaluate(() => {
      const button = (id: string): HTMLElement => Object.assign(document.createElement('button'), { id });
      const element = document.querySelector('wiki-room')!;
      element.before(button('before'));
      element.after(button('after'));
    });
    await page.locator('#before').focus();
    const way: string[] = [];
    for (let step = 0; step < 20 && way.at(-1) !== 'after'; step++) {
      await page.keyboard.press('Tab');
      way.push(await focused(page));
    }
    assert.ok(way.includes('frame: article'), way.join(', '));
    assert.ok(way.includes('frame: textarea'), way.join(', '));
    assert.equal(way.at(-1), 'after');

    for (let step = 0; step < 20 && (await focused(page)) !== 'frame: textarea'; step++)
      await page.keyboard.press('Shift+Tab');
    await page.keyboard.type('By keyboard alone');
    await page.keyboard.press('Enter');
    await room.shows('By keyboard alone');
    // Back from the messages to where one writes.
    while ((await focused(page)) !== 'frame: article') await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(page), 'frame: article');
    await page.keyboard.press('Escape');
    await until(async () => (await focused(page)) === 'frame: textarea');
    assert.deepEqual(await faultsOf(roomFrame(page)), []);
    assert.deepEqual(profile.complaints, []);
  });

  it('has its name in the page, tells of what comes, and takes the focus that the page gives it', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/frame/news');
    const room = RoomPage.framed(page);
    await room.composer.waitFor();
    assert.ok((await accessibleNames(page, 'region')).includes('news'));
    assert.deepEqual(await accessibleNames(page, 'Iframe'), ['Chat: news']);

    await room.log.getByRole('article').first().waitFor();
    const peer = await bob();
    await peer.send(stack.seed.rooms['news']!, 'Said aloud in the frame');
    const told = room.element.locator('[aria-live=polite]');
    await until(async () => /Bob.*Said aloud in the frame/.test((await told.allTextContents()).join()));

    await page.evaluate(() => {
      const field = document.createElement('input');
      field.id = 'outside';
      document.querySelector('wiki-room')!.before(field);
    });
    await page.locator('#outside').focus();
    assert.equal(await focused(page), 'outside');
    await page.evaluate(() => document.querySelector('wiki-room')!.focusComposer());
    await until(async () => (await focused(page)) === 'frame: textarea');
  });
});
