import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Markup } from '../template.ts';
import { escape } from '../template.ts';

const recordings = join(import.meta.dirname, '../../test/fixtures/xwiki');

export type TwinAction = 'view' | 'export' | 'admin';

export interface TwinPage {
  /** Space and page, as in an address: `Alpha/Room`. */
  readonly path: string;
  /** Who reads, as the wiki knows them: `XWiki.Alice`; nobody for a guest. */
  readonly user: string | undefined;
  readonly action: TwinAction;
  /** What the wiki writes for the chat: into the head (`undefined`: nothing), the top bar, the content. */
  readonly settings: unknown;
  readonly bar: Markup;
  readonly content: Markup;
}

/** The address of the loader, as the wiki writes it; `docVersion` is the version of its page. */
export const loaderPath = '/xwiki/bin/jsx/WikiRoom/Code/Loader?language=en&docVersion=1.1';

/**
 * A page as a running XWiki 17.4 sent it, with what our pages write put in the place of what the trial's pages wrote.
 * Everything else, the order of scripts above all, is as recorded.
 */
export async function recordedPage(page: TwinPage): Promise<string> {
  let html = await readFile(join(recordings, page.user ? 'user.html' : 'guest.html'), 'utf8');
  const put = (pattern: RegExp, value: string): void => {
    if (!pattern.test(html)) throw new Error(`the recorded page has no ${pattern.source}`);
    html = html.replace(pattern, () => value);
  };
  put(/<meta name="wiki-room:homeserver"[^>]*><script type="module">.*?<\/script>/, dataIn(page.settings));
  put(/\/xwiki\/bin\/jsx\/WikiRoom\/Code\/Always\?[^']*/, escape(loaderPath));
  put(/<script src='\/xwiki\/bin\/jsx\/WikiRoom\/Code\/Macro\?[^>]*><\/script>/, '');
  const sheet = '<link rel="stylesheet" type="text/css" href="/xwiki/bin/ssx/WikiRoom/Code/Loader?language=en" />';
  put(/(?=<script src="\/xwiki\/webjars\/wiki%3Axwiki\/requirejs)/, sheet);
  put(/<ul class="nav navbar-nav navbar-right">/, `<ul class="nav navbar-nav navbar-right">${page.bar.text}`);
  put(/<h1 id="HHeadingone".*/, page.content.text);
  // The recorded reader is Alice, whoever reads.
  if (page.user) put(/(?<=data-xwiki-user-reference=")[^"]*/, escape(`xwiki:${page.user}`));
  put(/XWiki\.contextaction = "view"/, `XWiki.contextaction = "${page.action}"`);
  const [space = '', name = ''] = page.path.split('/');
  html = html.replaceAll('spaces/AliceSpace/pages/Room', `spaces/${space}/pages/${name}`);
  return html.replaceAll('AliceSpace/Room', `${space}/${name}`).replaceAll('AliceSpace.Room', `${space}.${name}`);
}

function dataIn(settings: unknown): string {
  if (settings === undefined) return '';
  const data = JSON.stringify(settings).replaceAll('<', '\\u003C');
  return `<script type="application/json" id="wiki-room-settings">${data}</script>`;
}
