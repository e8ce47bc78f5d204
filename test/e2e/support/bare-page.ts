import type { Page } from 'playwright-core';
import { realmName } from '../../stack/people.ts';
import { theStack } from './stack.ts';

/** A page of the wiki with nothing on it, at `/bare`. */
export async function serveBarePage(page: Page): Promise<void> {
  const { origins } = await theStack();
  await page.route(`${origins.wiki}/bare`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><title>A page</title></html>' }),
  );
}

/** Loads the script there. */
export async function loadScript(page: Page): Promise<void> {
  await page.evaluate((script) => import(script) as Promise<unknown>, '/wiki-room/wiki-room.js');
}

/** Puts a room into it, at its end. */
export async function insertRoom(page: Page, name: string): Promise<void> {
  const { origins } = await theStack();
  const attributes = {
    room: `#${name}:example.org`,
    homeserver: origins.matrix,
    issuer: `${origins.sso}/realms/${realmName}`,
    'client-id': 'wiki-room',
  };
  await page.evaluate((settings) => {
    const room = document.createElement('wiki-room');
    for (const [key, value] of Object.entries(settings)) room.setAttribute(key, value);
    document.body.append(room);
  }, attributes);
}
