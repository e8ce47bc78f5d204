import type { Page } from 'playwright-core';
import type { Person } from '../../stack/people.ts';

/** Fills in Keycloak's own log-in form, wherever it is shown. */
export async function logInAtKeycloak(page: Page, person: Person): Promise<void> {
  await page.locator('#username').fill(person.name);
  await page.locator('#password').fill(person.password);
  await page.locator('#kc-login').click();
}

/** Signs the person in to the wiki, as the wiki itself does it, and ends on `path`. */
export async function logInToWiki(page: Page, wiki: string, person: Person, path: string): Promise<void> {
  await page.goto(`${wiki}/wiki-login?return=${encodeURIComponent(path)}`);
  await logInAtKeycloak(page, person);
  await page.waitForURL((url) => url.pathname + url.search === path);
}
