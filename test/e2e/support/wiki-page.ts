import type { Page } from 'playwright-core';
import { prepareTwin } from '../../../demo/xwiki/twin.ts';
import { buildBundle } from '../../../scripts/xwiki/bundle.ts';
import { theStack } from './stack.ts';

let preparing: Promise<void> | undefined;

/** Builds what the wiki's twin has attached, and starts the stack, once for all files: no test pays for it. */
export function prepareWiki(): Promise<void> {
  preparing ??= prepare();
  return preparing;
}

async function prepare(): Promise<void> {
  await buildBundle('xwiki-macro/target/bundle');
  await prepareTwin();
  await theStack();
}

/** A page of the space Alpha: `demo/xwiki/alpha-pages.ts`. */
export function wikiPath(page: string): string {
  return `/xwiki/bin/view/Alpha/${page}`;
}

/** Addresses of the script's own files, and of the homeserver, that the pages of this profile ask for from now on. */
export function watchRequests(page: Page, homeserver: string): string[] {
  const asked: string[] = [];
  page.context().on('request', (request) => {
    if (/\/Code\/Bundle-/.test(request.url()) || request.url().startsWith(homeserver)) asked.push(request.url());
  });
  return asked;
}
