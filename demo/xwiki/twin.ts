import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildLoader } from '../../scripts/xwiki/build-loader.ts';
import type { Origins } from '../../test/stack/origins.ts';
import { realmName, serverName } from '../../test/stack/people.ts';
import type { PageRequest, PageResponse } from '../../test/stack/site.ts';
import { Markup, escape } from '../template.ts';
import { wikiReader } from '../wiki-login.ts';
import { attachment } from './attachment.ts';
import { loaderPath, recordedPage } from './recorded-page.ts';
import { webjarFile } from './webjars.ts';

/** The files of the script as the wiki's archive holds them: `npm run build:xar`. */
const bundle = join(import.meta.dirname, '../../xwiki-macro/target/bundle');
const resources = join(import.meta.dirname, 'resources');
const pages = join(import.meta.dirname, '../../xwiki-macro/src/main/resources/WikiRoom/Code');
const bundlePath = '/xwiki/bin/download/WikiRoom/Code/Bundle-0/';

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

/** Pages of the wiki by their address: which rooms they show, and what is above them. */
const contents: Readonly<Record<string, () => Markup>> = {
  Room: () => content(place(`#alpha:${serverName}`)),
  Two: () => content(place(`#alpha:${serverName}`) + place(`#news:${serverName}`)),
  Far: () => content('<p>A long page.</p>'.repeat(200) + place(`#alpha:${serverName}`)),
  Plain: () => content(''),
  /** Raw HTML of an editor who would like to have the readers' sign-in. */
  Hostile: () =>
    content(
      place(`#alpha:${serverName}`).replace(
        '<div ',
        '<div data-homeserver="https://evil.example.com" data-issuer="https://evil.example.com" data-client-id="evil" ',
      ),
    ),
};

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
  return response && { ...response, headers: { ...noPolicy, ...response.headers } };
}

/** XWiki sends no policy, and would not run under one. */
const noPolicy = { 'content-security-policy': '' };

async function answer(request: PageRequest, origins: Origins): Promise<PageResponse | undefined> {
  const { pathname, searchParams } = request.url;
  if (!pathname.startsWith('/xwiki/')) return undefined;
  if (pathname.startsWith(bundlePath)) return attachment(bundle, pathname);
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
  const [, action = '', name = ''] = /^\/xwiki\/bin\/(view|get|export)\/Alpha\/(\w+)$/.exec(pathname) ?? [];
  const write = contents[name];
  if (write === undefined) return { status: 404, body: 'There is no such page.' };
  if (action === 'get') {
    if (searchParams.get('uix') === 'wikiroom.chat') return { body: tab() };
    return { body: searchParams.has('vm') ? '<p>Nothing here.</p>' : write().text };
  }
  return { body: await twinPage(request, origins, `Alpha/${name}`, write(), action === 'export' ? 'export' : 'view') };
}

/** The page of a room alone, as the twin shows it, at any address. */
export async function xwikiRoomPage(request: PageRequest, origins: Origins, room: string): Promise<PageResponse> {
  return { headers: noPolicy, body: await twinPage(request, origins, 'Alpha/Room', content(place(room)), 'view') };
}

async function twinPage(
  request: PageRequest,
  origins: Origins,
  path: string,
  rooms: Markup,
  action: 'view' | 'export',
): Promise<string> {
  const signedIn = wikiReader(request) !== undefined;
  return recordedPage({ path, signedIn, action, settings: await settings(origins), bar: sheet(), content: rooms });
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

async function settings(origins: Origins): Promise<unknown> {
  return {
    homeserver: origins.matrix,
    issuer: `${origins.sso}/realms/${realmName}`,
    clientId: 'wiki-room',
    frame: '',
    callback: '/xwiki/bin/view/WikiRoom/Code/Callback?xpage=plain',
    script: bundlePath + (await bundleFile('wiki-room')),
    room: `#alpha:${serverName}`,
    version: '0.1.0',
  };
}

async function bundleFile(name: string): Promise<string> {
  const found = (await readdir(bundle).catch(() => [])).find((file) => file.startsWith(`${name}.`));
  if (found === undefined) throw new Error(`${bundle} holds no ${name}: npm run build:xar`);
  return found;
}

function content(rooms: string): Markup {
  return new Markup(`<h1 id="HGoals"><span>Goals</span></h1><p>What we are here for.</p>${rooms}<p>After it.</p>`);
}

/** What the macro writes; the tests of the pages hold the same text. */
function place(room: string): string {
  const link = `https://matrix.to/#/${encodeURIComponent(room)}`;
  return (
    `<div class="wiki-room" data-height="" data-page="xwiki:Alpha.Room" data-read-only="" data-room="${escape(room)}">` +
    `<a href="${link}">${escape(room)}</a></div>`
  );
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
