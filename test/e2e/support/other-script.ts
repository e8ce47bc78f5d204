import type { BrowserContext, Page } from 'playwright-core';
import { theStack } from './stack.ts';

/** From now on this page, or every page of this profile, gets the script of that folder. */
export async function useScript(pages: Page | BrowserContext, name: string, folder: string): Promise<void> {
  (await theStack()).site.serve(`/${name}/`, folder);
  await pages.route('**/wiki-room/wiki-room.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: `import '/${name}/wiki-room.js';` }),
  );
}
