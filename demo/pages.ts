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
  const list = new Markup(pageList());
  if (pathname === '/') {
    const body = fill(await pageFile('index.html'), { list });
    return layout(request, origins, { title: 'Welcome', body, room: '' });
  }
  if (pathname === '/frame' || pathname.startsWith('/frame/')) {
    const alias = `#${pathname.slice('/frame/'.length) || 'alpha'}:${serverName}`;
    const room = roomTag({ room: alias, frame: frameAddress(origins) }, request.url.searchParams);
    const body = fill(await pageFile('framed.html'), { chat: origins.chat });
    return layout(request, origins, { title: 'In a frame', body, room });
  }
  if (pathname === '/page') {
    const room = roomTag({ room: `#alpha:${serverName}` }, request.url.searchParams);
    const body = new Markup('<p class="lead">A room and its attributes, as the address says.</p>');
    return layout(request, origins, { title: 'A page', body, room });
  }
  const page = roomPages[name];
  if (!page) return undefined;
  const alias = `#${name}:${serverName}`;
  // So that a test of the element can be run once more on a page of XWiki.
  if (process.env['WIKI_ROOM_PAGES'] === 'xwiki') return xwikiRoomPage(request, origins, alias);
  const body = fill(await pageFile(page.body ?? 'plain.html'), { name: alias });
  return layout(request, origins, {
    title: page.title,
    body,
    room: roomTag({ room: alias }, request.url.searchParams),
  });
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
    clientId: 'wiki-room',
  };
  return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(configuration) };
}

/** The foreign site: the wiki's script at `/`, a copy of its own at `/own-copy`, the chat in a frame at `/framed`. */
async function foreignPage(request: PageRequest, origins: Origins): Promise<PageResponse | undefined> {
  const { pathname, searchParams } = request.url;
  if (pathname !== '/' && pathname !== '/own-copy' && pathname !== '/framed') return undefined;
  const own = pathname === '/own-copy';
  const attributes: Readonly<Record<string, string>> = {
    room: `#news:${serverName}`,
    ...(pathname === '/' ? { callback: '/wiki-room/callback.html' } : {}),
    ...(pathname === '/framed' ? { frame: frameAddress(origins) } : {}),
  };
  const html = fill(await pageFile('elsewhere.html'), {
    settings: settings(request, origins),
    script: `${own ? '' : origins.wiki}/wiki-room/wiki-room.js`,
    origin: own ? 'a copy of its own' : origins.wiki,
    room: new Markup(roomTag(attributes, searchParams)),
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
function roomTag(attributes: Readonly<Record<string, string>>, parameters: URLSearchParams): string {
  const asked = [...parameters].filter(
    ([name]) => /^[a-z][a-z-]*$/.test(name) && !/^(on|settings$|meta-)/.test(name) && name !== 'style',
  );
  return `${tag('wiki-room', { ...attributes, ...Object.fromEntries(asked) })}</wiki-room>`;
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
