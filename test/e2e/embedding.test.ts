import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { prototypeJs } from '../support/prototype-js.ts';
import { insertRoom, loadScript, serveBarePage } from './support/bare-page.ts';
import { accessibleNames } from './support/accessible-names.ts';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import type { Profile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { nextScript } from './support/next-version.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

async function open(profile: Profile, path = '/news'): Promise<RoomPage> {
  const stack = await theStack();
  const page = await profile.context.newPage();
  await logInToWiki(page, stack.origins.wiki, stack.users.carol, path);
  const room = new RoomPage(page);
  await room.composer.waitFor();
  return room;
}

describe('what a page may rely on', () => {
  it('a screen reader meets a region named after the room', async () => {
    await using profile = await newProfile();
    const { page } = await open(profile);
    await until(async () => (await accessibleNames(page, 'region')).includes('News'));
  });

  it('an address with an event opens there, and showEvent goes to another', async () => {
    await using profile = await newProfile();
    const peer = await bob();
    const roomId = await peer.createRoom('long', { encrypted: false });
    const ids: string[] = [];
    for (let i = 0; i < 70; i++) ids.push(await peer.send(roomId, `Line ${i}.`));
    const { element, log } = await open(profile);
    const inSight = async (text: string): Promise<void> => {
      await until(() =>
        log.evaluate((list, words) => {
          const line = [...list.querySelectorAll('article')].find(({ textContent }) => textContent.includes(words));
          const box = line?.getBoundingClientRect();
          const frame = list.getBoundingClientRect();
          return box !== undefined && box.top >= frame.top && box.bottom <= frame.bottom;
        }, text),
      );
    };
    await element.evaluate(
      (room, address) => room.setAttribute('room', address),
      `matrix:roomid/${roomId.slice(1)}/e/${ids[5]!.slice(1)}?via=example.org`,
    );
    await inSight('Line 5.');
    const show = (id: string): Promise<string | undefined> =>
      element.evaluate(
        (room, eventId) =>
          (room as HTMLElement & { showEvent(id: string): Promise<void> }).showEvent(eventId).then(
            () => undefined,
            (error: unknown) => (error as { code?: string }).code,
          ),
        id,
      );
    assert.equal(await show(ids[45]!), undefined);
    await inSight('Line 45.');
    assert.equal(await show('$nobody-has-said-this'), 'room-not-found');
    assert.deepEqual(profile.complaints, []);
  });

  it('its style sheet reaches the parts and custom properties', async () => {
    await using profile = await newProfile();
    const { page, element, composer } = await open(profile);
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`wiki-room { --wiki-room-surface: rgb(1, 2, 3); --wiki-room-text: rgb(250, 251, 252);
          --wiki-room-border: 3px solid red; --wiki-room-radius: 9px; --wiki-room-font-family: monospace; }
        wiki-room::part(composer-field) { letter-spacing: 2px; }
        wiki-room::part(header) { letter-spacing: 3px; }
        wiki-room::part(message) { letter-spacing: 4px; }`);
      document.adoptedStyleSheets.push(sheet);
    });
    // Colours are read anew where the page says that it looks different.
    await page.evaluate(() => document.body.classList.add('other'));
    const styleOf = (part: string, property: string): Promise<string> =>
      element
        .locator(part)
        .first()
        .evaluate((found, name) => getComputedStyle(found).getPropertyValue(name), property);
    await until(async () => (await styleOf('[part=room]', 'background-color')) === 'rgb(1, 2, 3)');
    const found = {
      colour: await styleOf('[part=room]', 'color'),
      border: await styleOf('[part=room]', 'border-top-width'),
      radius: await styleOf('[part=room]', 'border-top-left-radius'),
      font: await styleOf('[part=room]', 'font-family'),
      field: await composer.evaluate((field) => getComputedStyle(field).letterSpacing),
      header: await styleOf('[part~=header]', 'letter-spacing'),
      message: await styleOf('[part~=message]', 'letter-spacing'),
    };
    assert.deepEqual(found, {
      colour: 'rgb(250, 251, 252)',
      border: '3px',
      radius: '9px',
      font: 'monospace',
      field: '2px',
      header: '3px',
      message: '4px',
    });
  });

  it('its globals are the same as without the script', async () => {
    const { origins, users } = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await serveBarePage(page);
    await logInToWiki(page, origins.wiki, users.carol, '/bare');
    const globals = (): Promise<string[]> =>
      page.evaluate(() => [...Reflect.ownKeys(window), ...Reflect.ownKeys(Symbol)].map(String));
    const before = await globals();
    await loadScript(page);
    await insertRoom(page, 'news');
    const room = new RoomPage(page);
    await room.send('Into a bare page');
    await room.shows('Into a bare page');
    assert.deepEqual(await globals(), before);
    assert.deepEqual(profile.complaints, []);
  });

  it('the script may be there twice, in two versions: the first is the one', async () => {
    // Under Trusted Types it takes `'allow-duplicates'`.
    await using profile = await newProfile({ bypassCSP: true });
    const room = await open(profile);
    const { page, element } = room;
    const versions = (): Promise<unknown> =>
      page.evaluate(() => (customElements.get('wiki-room') as unknown as { versions: unknown }).versions);
    const before = await versions();
    const next = await nextScript();
    await page.evaluate((path) => import(path), next);
    assert.deepEqual(await versions(), before);
    await room.send('Twice the script');
    await room.shows('Twice the script');
    await element.evaluate((first) => first.after(first.cloneNode(true)));
    await until(async () => (await page.locator('wiki-room').last().getByRole('article').count()) > 0);
    assert.deepEqual(profile.complaints, []);
  });

  it('its room starts beside Prototype.js also where nothing puts the Array.from of the browser back', async () => {
    const { origins, users } = await theStack();
    await using profile = await newProfile({ bypassCSP: true });
    const page = await profile.context.newPage();
    await serveBarePage(page);
    await logInToWiki(page, origins.wiki, users.carol, '/bare');
    await page.addScriptTag({ content: await prototypeJs() });
    await loadScript(page);
    await insertRoom(page, 'news');
    const room = new RoomPage(page);
    await room.send('Beside a replaced Array.from');
    await room.shows('Beside a replaced Array.from');
    await room.act(room.article('Beside a replaced Array.from'), 'Reply');
    await room.send('An answer beside it');
    await room.shows('An answer beside it');
    assert.equal(await page.evaluate(() => Array.from(new Set(['left out by what took its place'])).length), 0);
    assert.deepEqual(profile.complaints, []);
  });

  it('where a server renders a page, the package can be imported: the same names, and nothing comes of it', async () => {
    const script = `
      const [room] = await Promise.all([import('wiki-room'), import('wiki-room/wiki-room.js')]);
      room.define();
      console.log(JSON.stringify(Object.entries(room).map(([name, value]) => [name, typeof value]).sort()));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    const { origins } = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await serveBarePage(page);
    await page.goto(`${origins.wiki}/bare`);
    const inBrowser = await page.evaluate(async (address) => {
      const room = (await import(address)) as object;
      return Object.entries(room).map(([name, value]) => [name, typeof value]);
    }, '/wiki-room/index.js');
    assert.deepEqual(JSON.parse(stdout), inBrowser.toSorted());
  });
});
