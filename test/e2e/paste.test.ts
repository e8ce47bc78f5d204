import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

describe('what is copied from the page around the room', () => {
  it('comes into a message with its heading, list, table and links, and can be pasted as plain text', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    await page.evaluate(() => {
      const part = document.createElement('div');
      const element = (tag: string, ...children: (Node | string)[]): HTMLElement => {
        const made = document.createElement(tag);
        made.append(...children);
        return made;
      };
      const link = element('a', 'the *book*');
      link.setAttribute('href', '/news');
      part.append(
        element('h3', 'Tides'),
        element('p', 'See ', link, ' for ', element('strong', 'all')),
        element('ul', element('li', 'one'), element('li', 'two')),
        element('table', element('tr', element('th', 'state')), element('tr', element('td', 'a|b'))),
      );
      document.body.prepend(part);
      getSelection()?.selectAllChildren(part);
    });
    await page.keyboard.press('Control+C');
    await room.composer.focus();
    await page.keyboard.press('Control+V');
    const markdown = `### Tides

See [the \\*book\\*](${stack.origins.wiki}/news) for **all**

- one
- two

| state |
| - |
| a\\|b |`;

    await until(async () => (await room.composer.inputValue()) === markdown);
    await page.keyboard.press('Enter');
    const alpha = stack.seed.rooms['alpha']!;
    const received = await peer.waitForMessage(alpha, ({ body }) => body === markdown);
    const html = String(received.getContent().formatted_body).replaceAll('\n', '');
    assert.equal(
      html,
      `<h3>Tides</h3><p>See <a href="${stack.origins.wiki}/news">the *book*</a> for <strong>all</strong></p>` +
        '<ul><li>one</li><li>two</li></ul>' +
        '<table><thead><tr><th>state</th></tr></thead><tbody><tr><td>a|b</td></tr></tbody></table>',
    );

    await page.keyboard.press('Control+Shift+V');
    await until(async () => (await room.composer.inputValue()).startsWith('Tides'));
    assert.ok(!(await room.composer.inputValue()).includes('**'));
    await room.composer.fill('');
    assert.deepEqual(profile.complaints, []);
  });

  it('is sent where it is long, and told and kept where it is too long', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    const paste = async (text: string): Promise<void> => {
      await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
      await room.composer.fill('');
      await page.keyboard.press('Control+V');
      await until(async () => (await room.composer.inputValue()) === text);
      await page.keyboard.press('Enter');
    };
    const words = (bytes: number): string => 'The tide comes in. '.repeat(bytes).slice(0, bytes).trimEnd();
    const tooLong = room.element.getByText('This message is too long.');

    await paste(words(50_000));
    await tooLong.waitFor();
    await room.element.getByText('Shorten it, or send it in parts.').waitFor();
    assert.equal(await room.composer.inputValue(), words(50_000));

    await paste(words(45_000));
    const alpha = stack.seed.rooms['alpha']!;
    await peer.waitForMessage(alpha, ({ body }) => body === words(45_000));
    await until(async () => (await room.composer.inputValue()) === '');
    assert.equal(await tooLong.count(), 0);
    assert.ok(!peer.events(alpha).some((event) => event.getContent()['body'] === words(50_000)));
    assert.deepEqual(profile.complaints, []);
  });
});
