import type { BrowserContext, Page } from 'playwright-core';
import { theStack } from './stack.ts';

/** The script that a page names: the demo's, or the one that the wiki's twin has attached. */
const pageScript = /\/(wiki-room|Bundle-0)\/wiki-room(\.[\w-]+)?\.js$/;

/** From now on this page, or every page of this profile, gets the script of that folder. */
export async function useScript(pages: Page | BrowserContext, name: string, folder: string): Promise<void> {
  const path = await serveScript(name, folder);
  await pages.route(pageScript, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: `import '${path}';` }),
  );
}

/** Where the script of that folder is on the site, beside the one that its pages name. */
export async function serveScript(name: string, folder: string): Promise<string> {
  (await theStack()).site.serve(`/${name}/`, folder);
  return `/${name}/wiki-room.js`;
}
