import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import type { Profile } from './support/browser.ts';
import { faultsOf } from './support/faults-of.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { lookOf } from './support/look-of.ts';
import { RoomPage } from './support/room-page.ts';
import { forEachScreenful } from './support/screenfuls.ts';
import { theStack } from './support/stack.ts';

/** Alice in the conversation of all kinds of messages, everything readable. */
async function open(profile: Profile): Promise<RoomPage> {
  const stack = await theStack();
  const page = await profile.context.newPage();
  await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
  const room = new RoomPage(page);
  await room.recover(stack.seed.recoveryKeys.alice ?? '');
  await room.composer.waitFor();
  await room.log.getByRole('article').first().waitFor();
  return room;
}

describe('how a room looks', () => {
  before(bob);

  it('to assistive technology: axe finds nothing in any line', async () => {
    await using profile = await newProfile();
    const room = await open(profile);
    await forEachScreenful(room, async () => {
      assert.deepEqual(await faultsOf(room.page), []);
    });
  });

  it('for who asked for more contrast: what is told by the way is as dark as the text', async () => {
    await using profile = await newProfile({ contrast: 'more' });
    const room = await open(profile);
    await room.send('in more contrast');
    await room.shows('in more contrast');
    const colours = (): Promise<string[]> =>
      room
        .article('in more contrast')
        .first()
        .evaluate((line) =>
          ['time', '[part=message-text]'].map((part) => getComputedStyle(line.querySelector(part)!).color),
        );
    const [time, text] = await colours();
    assert.equal(time, text);
    await room.page.emulateMedia({ contrast: 'no-preference' });
    const [quiet, same] = await colours();
    assert.notEqual(quiet, same);
  });

  it('on a phone: nothing sticks out at 320 px, and a finger hits every button', async () => {
    await using profile = await newProfile({ viewport: { width: 320, height: 700 }, hasTouch: true, isMobile: true });
    const room = await open(profile);
    assert.equal(await room.page.evaluate(() => matchMedia('(pointer: coarse)').matches), true);
    await forEachScreenful(room, async () => {
      const { overflowing, small } = await lookOf(room.element);
      assert.deepEqual({ overflowing, small }, { overflowing: [], small: [] });
    });
  });

  it('in a page from right to left: nothing sticks out, and what is written stands where it is read', async () => {
    await using profile = await newProfile({ viewport: { width: 480, height: 700 } });
    const room = await open(profile);
    await room.page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    await forEachScreenful(room, async () => {
      assert.deepEqual((await lookOf(room.element)).overflowing, []);
    });
    // In one step from the list, which stays: a line may go before it is measured.
    const places = await room.log.evaluate((log) => {
      const line = log.querySelector('article.head')!;
      return ['.avatar', '.sender'].map((part) => line.querySelector(part)!.getBoundingClientRect().x);
    });
    assert.ok(places[0]! > places[1]!, `the picture stands before the name: ${places.join(', ')}`);
  });

  it('for who asked for less motion: nothing moves while it opens, sends, and comes back to the newest', async () => {
    await using profile = await newProfile({ reducedMotion: 'reduce' });
    const room = await open(profile);
    const moving: string[] = [];
    const look = async (): Promise<void> => void moving.push(...(await lookOf(room.element)).moving);
    await look();
    await room.send('without motion');
    await look();
    await room.shows('without motion');
    await room.act(room.article('without motion').first(), 'Reply');
    await room.send('an answer');
    await Promise.all([
      room.element.locator('[data-flash]').waitFor(),
      room.article('an answer').locator('.quote').click(),
    ]);
    await look();
    await forEachScreenful(room, look);
    await room.element.locator('wiki-room-timeline .jump').click();
    await look();
    assert.deepEqual(moving, []);
  });

  it('with the colours of the system: where the focus is, and what can be pressed, can be seen', async () => {
    await using profile = await newProfile({ forcedColors: 'active' });
    const room = await open(profile);
    await room.send('in the colours of the system');
    await room.shows('in the colours of the system');
    await room.composer.focus();
    await room.page.keyboard.press('Shift+Tab');
    const seen = await room.element.evaluate(() => {
      let focused = document.activeElement;
      while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(focused!);
      return { outlineStyle, width: Number.parseFloat(outlineWidth) };
    });
    assert.notEqual(seen.outlineStyle, 'none');
    assert.ok(seen.width >= 1);
  });
});
