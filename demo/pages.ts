import type { Origins } from '../test/stack/origins.ts';
import { realmName, serverName } from '../test/stack/people.ts';
import type { PageRequest, PageResponse, Pages } from '../test/stack/site.ts';
import { Markup, escape, fill, pageFile, tag } from './template.ts';
import { wikiLogin, wikiReader } from './wiki-login.ts';
import { xwikiRoomPage, xwikiTwin } from './xwiki/twin.ts';

interface DemoPage {
  readonly title: string;
  readonly about: string;
  readonly body?: string;
}

/** Of the element. */
type Attributes = Readonly<Record<string, string>>;

/** A page for each seeded room, under the room's name. */
const roomPages: Readonly<Record<string, DemoPage>> = {
  alpha: { title: 'Project Alpha', about: 'an encrypted room', body: 'alpha.html' },
  news: { title: 'News', about: 'a room that is not encrypted' },
  busy: { title: 'Busy quay', about: 'ten thousand messages' },
  private: { title: 'Board', about: 'a room Alice may not enter' },
  knock: { title: 'Engine room', about: 'a room where one knocks' },
  old: { title: 'Old harbour', about: 'a room that has moved' },
  invited: { title: 'Tide tables', about: 'a room Alice is invited to' },
  banned: { title: 'Chess club', about: 'a room Alice is banned from' },
  missing: { title: 'Nothing here', about: 'a room that does not exist' },
};

const files: Readonly<Record<string, string>> = {
  '/style.css': 'text/css',
  '/page.js': 'text/javascript',
  '/favicon.svg': 'image/svg+xml',
};

/** What the site server answers on the wiki and on the foreign site. No page holds a script of its own. */
export function demoPages(origins: Origins, keycloak: string): Pages {
  return async (request) => {
    const { pathname } = request.url;
    const type = files[pathname];
    if (type) return { headers: { 'content-type': `${type}; charset=utf-8` }, body: await pageFile(pathname.slice(1)) };
    if (request.host === 'elsewhere') return foreignPage(request, origins);
    if (request.host === 'chat') return chatFile(request, origins);
    return (
      (await wikiLogin(request, origins, keycloak)) ?? (await xwikiTwin(request, origins)) ?? wikiPage(request, origins)
    );
  };
}

async function wikiPage(request: PageRequest, origins: Origins): Promise<PageResponse | undefined> {
  const { pathname } = request.url;
  const name = pathname.slice(1);
  if (pathname === '/') {
    const body = fill(await pageFile('index.html'), { list: new Markup(pageList()) });
    return layout(request, origins, { title: 'Welcome', body, room: '' });
  }
  if (pathname === '/frame' || pathname.startsWith('/frame/')) {
    const room = `#${pathname.slice('/frame/'.length) || 'alpha'}:${serverName}`;
    const body = fill(await pageFile('framed.html'), { chat: origins.chat });
    return roomPage(request, origins, { title: 'In a frame', body }, { room, frame: frameAddress(origins) });
  }
  if (pathname === '/page') {
    const body = new Markup('<p class="lead">A room and its attributes, as the address says.</p>');
    return roomPage(request, origins, { title: 'A page', body }, { room: `#alpha:${serverName}` });
  }
  const page = roomPages[name];
  if (!page) return undefined;
  const room = `#${name}:${serverName}`;
  const body = fill(await pageFile(page.body ?? 'plain.html'), { name: room });
  return roomPage(request, origins, { title: page.title, body }, { room });
}

/** A page with a room, or in its place one of XWiki, so that a test of the element can be run once more on such a page. */
async function roomPage(
  request: PageRequest,
  origins: Origins,
  page: { title: string; body: Markup },
  attributes: Attributes,
): Promise<PageResponse> {
  const all = withAsked(attributes, request.url.searchParams);
  if (process.env['WIKI_ROOM_PAGES'] !== 'xwiki') return layout(request, origins, { ...page, room: roomTag(all) });
  return xwikiRoomPage({ ...request, url: asSaved(request.url, all) }, origins, all['room'] ?? '');
}

/** On a wiki it is its administrator who says these, for every page. */
function asSaved(url: URL, attributes: Attributes): URL {
  const saved = new URL(url);
  const names = { homeserver: 'homeserver', issuer: 'issuer', 'client-id': 'clientId', frame: 'frame' };
  for (const [attribute, name] of Object.entries(names)) {
    const value = attributes[attribute];
    if (value !== undefined) saved.searchParams.set(`set-${name}`, value);
  }
  return saved;
}

async function layout(
  request: PageRequest,
  origins: Origins,
  page: { title: string; body: Markup; room: string },
): Promise<PageResponse> {
  const html = fill(await pageFile('layout.html'), {
    title: page.title,
    settings: settings(request, origins),
    script: '/wiki-room/wiki-room.js',
    who: who(request),
    list: new Markup(pageList()),
    body: page.body,
    room: new Markup(page.room),
  });
  return { body: html.text };
}

function frameAddress(origins: Origins): string {
  return `${origins.chat}/wiki-room/frame.html`;
}

/** The chat's own origin serves no page but `frame.html`; this says who may show it, and whom it talks to. */
function chatFile({ url }: PageRequest, origins: Origins): PageResponse | undefined {
  if (url.pathname !== '/wiki-room/frame.json') return undefined;
  const configuration = {
    embeddedBy: [origins.wiki, origins.elsewhere],
    homeserver: origins.matrix,
    issuer: `${origins.sso}/realms/${realmName}`,
    clientId: 'wiki-room-chat',
  };
  return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(configuration) };
}

/** The foreign site: the wiki's script at `/`, a copy of its own at `/own-copy`, the chat in a frame at `/framed`. */
async function foreignPage(request: PageRequest, origins: Origins): Promise<PageResponse | undefined> {
  const { pathname, searchParams } = request.url;
  if (pathname !== '/' && pathname !== '/own-copy' && pathname !== '/framed') return undefined;
  const own = pathname === '/own-copy';
  const attributes: Attributes = {
    room: `#news:${serverName}`,
    ...(pathname === '/' ? { callback: '/wiki-room/callback.html' } : {}),
    ...(pathname === '/framed' ? { frame: frameAddress(origins) } : {}),
  };
  const html = fill(await pageFile('elsewhere.html'), {
    settings: settings(request, origins),
    script: `${own ? '' : origins.wiki}/wiki-room/wiki-room.js`,
    origin: own ? 'a copy of its own' : origins.wiki,
    room: new Markup(roomTag(withAsked(attributes, searchParams))),
  });
  return { body: html.text };
}

/** Settings of the whole page; `?settings=none` leaves them out, `?meta-client-id=…` changes one. */
function settings({ url }: PageRequest, origins: Origins): Markup {
  if (url.searchParams.get('settings') === 'none') return new Markup('');
  const values: Readonly<Record<string, string>> = {
    homeserver: origins.matrix,
    issuer: `${origins.sso}/realms/${realmName}`,
    'client-id': 'wiki-room',
  };
  const metas = Object.entries(values).map(([name, value]) =>
    tag('meta', { name: `wiki-room:${name}`, content: url.searchParams.get(`meta-${name}`) ?? value }),
  );
  return new Markup(metas.join('\n    '));
}

/** Every parameter of the address becomes an attribute, so that a test can ask for any. */
function withAsked(attributes: Attributes, parameters: URLSearchParams): Attributes {
  const asked = [...parameters].filter(
    ([name]) => /^[a-z][a-z-]*$/.test(name) && !/^(on|settings$|meta-)/.test(name) && name !== 'style',
  );
  return { ...attributes, ...Object.fromEntries(asked) };
}

function roomTag(attributes: Attributes): string {
  return `${tag('wiki-room', attributes)}</wiki-room>`;
}

function pageList(): string {
  const items = Object.entries(roomPages).map(
    ([name, page]) => `<li><a href="/${name}">${escape(page.title)}</a>: ${escape(page.about)}</li>`,
  );
  return `<ul>${items.join('')}</ul>`;
}

function who(request: PageRequest): Markup {
  const reader = wikiReader(request);
  if (reader) return new Markup(`<span>${escape(reader)}</span> <a href="/wiki-logout">Log out</a>`);
  const here = encodeURIComponent(request.url.pathname + request.url.search);
  return new Markup(`<a href="/wiki-login?return=${here}">Log in</a>`);
}
