import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildLoader } from '../../scripts/xwiki/build-loader.ts';
import type { Origins } from '../../test/stack/origins.ts';
import { realmName, serverName } from '../../test/stack/people.ts';
import type { PageRequest, PageResponse } from '../../test/stack/site.ts';
import { Markup, escape } from '../template.ts';
import { wikiReader } from '../wiki-login.ts';
import { alphaPages, alphaRights, source } from './alpha-pages.ts';
import { attachment } from './attachment.ts';
import { type TwinAction, loaderPath, recordedPage } from './recorded-page.ts';
import { RestDouble } from './rest/rest-double.ts';
import { webjarFile } from './webjars.ts';
import { place, render } from './wiki-source.ts';

/** The files of the script as the wiki's archive holds them: `npm run build:xar`. */
const bundle = join(import.meta.dirname, '../../xwiki-macro/target/bundle');
const resources = join(import.meta.dirname, 'resources');
const pages = join(import.meta.dirname, '../../xwiki-macro/src/main/resources/WikiRoom/Code');
const bundlePath = '/xwiki/bin/download/WikiRoom/Code/Bundle-0/';
/** The same files on a wiki that guests may not view; its pages have `?closed`. */
const closedPath = '/xwiki/bin/download/Closed/Code/Bundle-0/';

const javascript = { 'content-type': 'text/javascript;charset=UTF-8' };
const css = { 'content-type': 'text/css;charset=UTF-8' };

/** Scripts that a page of the wiki loads, real ones and our own in the place of those that are in no repository. */
const scripts: readonly (readonly [RegExp, () => Promise<string>])[] = [
  [/\/requirejs\/[\d.]+\/require\.min\.js$/, () => webjarFile('requirejs', 'require.min.js')],
  [/\/prototype\/[\d.]+\/prototype\.js$/, () => webjarFile('prototype', 'prototype.js')],
  [/\/jquery\/[\d.]+\/jquery\.min\.js$/, () => webjarFile('jquery', 'jquery.min.js')],
  [/\/xwiki-bootstrap\.min\.js$/, () => webjarFile('bootstrap', 'js/bootstrap.min.js')],
  [/\/prototypeJSPatches\.min\.js$/, () => resource('prototypeJSPatches.js')],
  [/\/eventsBridge\.min\.js$/, () => resource('eventsBridge.js')],
  [/\/meta\.min\.js$/, () => resource('meta.js')],
  [/\/xwiki\.bundle\.min\.js$/, () => resource('bundle.js')],
  [/\/jsx\/XWiki\/InplaceEditing$/, () => resource('InplaceEditing.js')],
  [/\/jsx\/WikiRoom\/Code\/Loader$/, buildLoader],
];

/** The wiki's pages as its REST interface knows them; a page shows what is saved there. */
const rest = new RestDouble(
  alphaRights,
  Object.fromEntries(Object.entries(alphaPages).map(([name, text]) => [`Alpha.${name}`, text])),
);

/** Fetches what the page's libraries need now, so that no visitor waits for it. */
export async function prepareTwin(): Promise<void> {
  for (const [, read] of scripts) await read();
  await webjarFile('bootstrap', 'css/bootstrap.min.css');
}

/**
 * A twin of a wiki's page at `/xwiki/bin/view/Alpha/<page>`: the recorded HTML of XWiki 17.4, its libraries in their
 * versions and order, our pages' output in it. `undefined` for other addresses.
 */
export async function xwikiTwin(request: PageRequest, origins: Origins): Promise<PageResponse | undefined> {
  const response = await answer(request, origins);
  return response && { ...response, headers: { ...policy(request), ...response.headers } };
}

/** XWiki sends no policy; `?policy=…` is one that a proxy adds. */
function policy({ url }: PageRequest): Record<string, string> {
  return { 'content-security-policy': url.searchParams.get('policy') ?? '' };
}

async function answer(request: PageRequest, origins: Origins): Promise<PageResponse | undefined> {
  const { pathname, searchParams } = request.url;
  if (!pathname.startsWith('/xwiki/')) return undefined;
  if (pathname.startsWith(bundlePath)) return attachment(bundle, pathname);
  if (pathname.startsWith(closedPath)) {
    if (wikiReader(request)) return attachment(bundle, pathname);
    return { status: 302, headers: { location: '/xwiki/bin/login/XWiki/XWikiLogin' } };
  }
  const script = scripts.find(([pattern]) => pattern.test(pathname));
  if (script) return { headers: javascript, body: await script[1]() };
  if (pathname.endsWith('/style.min.css')) {
    const body = (await webjarFile('bootstrap', 'css/bootstrap.min.css')) + (await resource('flamingo.css'));
    return { headers: css, body };
  }
  if (pathname.endsWith('/ssx/WikiRoom/Code/Loader')) return { headers: css, body: await roomStyles() };
  if (/\/jsx\/|\.js$/.test(pathname)) return { headers: javascript, body: '' };
  if (/\/ssx\/|\.css$/.test(pathname)) return { headers: css, body: '' };
  if (pathname === '/xwiki/bin/view/WikiRoom/Code/Callback') return { body: await callback() };
  if (pathname.startsWith('/xwiki/rest/')) return askRest(request);
  if (pathname === '/xwiki/bin/admin/XWiki/XWikiPreferences') {
    const page = await administration();
    return { body: await twinPage(request, origins, 'XWiki/XWikiPreferences', page, 'admin') };
  }
  const [, action = '', name = ''] = /^\/xwiki\/bin\/(view|get|export)\/Alpha\/(\w+)$/.exec(pathname) ?? [];
  const text = rest.source(`Alpha.${name}`);
  if (text === undefined) return { status: 404, body: 'There is no such page.' };
  if (action === 'get') {
    if (searchParams.get('uix') === 'wikiroom.chat') return { body: tab() };
    const annotated = searchParams.get('outputSyntax') === 'annotatedhtml';
    return { body: searchParams.has('vm') ? '<p>Nothing here.</p>' : render(text, annotated).text };
  }
  const shown = await twinPage(
    request,
    origins,
    `Alpha/${name}`,
    render(text),
    action === 'export' ? 'export' : 'view',
  );
  return { body: shown };
}

/** The page of a room alone, as the twin shows it, at any address. Without a room it is that of the space. */
export async function xwikiRoomPage(request: PageRequest, origins: Origins, room: string): Promise<PageResponse> {
  const text = source(room === '' ? '{{wikiRoom/}}' : `{{wikiRoom room="${room}"/}}`);
  return { headers: policy(request), body: await twinPage(request, origins, 'Alpha/Room', render(text), 'view') };
}

async function askRest(request: PageRequest): Promise<PageResponse> {
  const { method, url, headers, body } = request;
  return rest.answer({
    method,
    path: url.pathname.slice('/xwiki'.length) + url.search,
    accept: headers.accept,
    contentType: headers['content-type'],
    body: await body(),
    user: userOf(request),
  });
}

/** Whom the wiki knows the reader as. `?user=…` stands in for a log-in to the wiki; an empty one is a guest. */
function userOf(request: PageRequest): string | undefined {
  const name = request.url.searchParams.get('user') ?? wikiReader(request)?.split(' ')[0];
  return name ? `XWiki.${name}` : undefined;
}

async function twinPage(
  request: PageRequest,
  origins: Origins,
  path: string,
  content: Markup,
  action: TwinAction,
): Promise<string> {
  const user = userOf(request);
  return recordedPage({ path, user, action, settings: await settings(request, origins), bar: sheet(), content });
}

/** The style sheet of our own page. */
async function roomStyles(): Promise<string> {
  const page = await readFile(join(pages, 'Loader.xml'), 'utf8');
  const code = /<className>XWiki\.StyleSheetExtension<[\s\S]*?<property>\s*<code>([\s\S]*?)<\/code>/.exec(page)?.[1];
  if (code === undefined) throw new Error('the page of the loader has no style sheet');
  return code.replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function resource(name: string): Promise<string> {
  return readFile(join(resources, name), 'utf8');
}

/** `?set-homeserver=…` is what an administrator has saved instead; `?own-meta` are HTML meta tags that leave out extensions. */
async function settings({ url }: PageRequest, origins: Origins): Promise<unknown> {
  if (url.searchParams.has('own-meta')) return undefined;
  const saved = [...url.searchParams].filter(([name]) => name.startsWith('set-'));
  return {
    homeserver: origins.matrix,
    issuer: `${origins.sso}/realms/${realmName}`,
    clientId: 'wiki-room',
    frame: '',
    callback: '/xwiki/bin/view/WikiRoom/Code/Callback?xpage=plain',
    script: (url.searchParams.has('closed') ? closedPath : bundlePath) + (await bundleFile('wiki-room')),
    room: `#alpha:${serverName}`,
    version: '0.1.0',
    ...Object.fromEntries(saved.map(([name, value]) => [name.slice('set-'.length), value])),
  };
}

/** The section of the administration, as the tests of the pages render it, with the files that this twin has. */
async function administration(): Promise<Markup> {
  const page = await resource('administration.rendered');
  return new Markup(page.replace('test-connection.0.js?rev=1.1', await bundleFile('test-connection')));
}

async function bundleFile(name: string): Promise<string> {
  const found = (await readdir(bundle).catch(() => [])).find((file) => file.startsWith(`${name}.`));
  if (found === undefined) throw new Error(`${bundle} holds no ${name}: npm run build:xar`);
  return found;
}

function tab(): string {
  return `<script src="${escape(loaderPath)}" defer="defer"></script>${place(`#alpha:${serverName}`)}`;
}

function sheet(): Markup {
  return new Markup(
    '<li><button type="button" id="wiki-room-open" class="btn btn-link icon-navbar" aria-haspopup="dialog" title="Open the chat of this space">' +
      '<span class="sr-only">Open the chat of this space</span></button><dialog id="wiki-room-sheet" aria-label="Chat">' +
      '<button type="button" id="wiki-room-close" class="btn btn-link" title="Close"><span class="sr-only">Close</span></button>' +
      `${place(`#alpha:${serverName}`)}</dialog></li>`,
  );
}

async function callback(): Promise<string> {
  return `<script type="module" referrerpolicy="no-referrer" src="${bundlePath}${await bundleFile('callback')}"></script>`;
}
