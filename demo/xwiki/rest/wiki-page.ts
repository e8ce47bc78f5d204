import { recorded } from './recording.ts';

/** A page of the wiki, by what a writer can change. */
export interface WikiPage {
  readonly title: string;
  readonly content: string;
  readonly hidden: boolean;
  /** Whole versions and minor ones: 3 and 2 are version 3.2. */
  readonly version: readonly [number, number];
  readonly creator: string;
  readonly author: string;
}

const wiki = 'https://wiki.example.org/xwiki';
const template = recorded('unauthenticated write').response.body as Record<string, unknown>;

/** `Alpha.Specs.Plan` of `/rest/wikis/xwiki/spaces/Alpha/spaces/Specs/pages/Plan`; `undefined` for anything else. */
export function pageOf(path: string): string | undefined {
  const [, spaces, name] = /^\/rest\/wikis\/xwiki((?:\/spaces\/[^/]+)+)\/pages\/([^/]+)$/.exec(path) ?? [];
  if (spaces === undefined || name === undefined) return undefined;
  return [...spaces.split('/spaces/').slice(1), name].map(decodeURIComponent).join('.');
}

/** The address of a page in the answers, which is the recorded wiki's, whoever asks. */
export function addressOf(page: string): string {
  const names = page.split('.').map(encodeURIComponent);
  const name = names.pop() ?? '';
  return `${wiki}/rest/wikis/xwiki${names.map((space) => `/spaces/${space}`).join('')}/pages/${name}`;
}

/** A page as the recorded wiki describes its own. */
export function describe(page: string, known: WikiPage): Record<string, unknown> {
  const names = page.split('.');
  const space = names.slice(0, -1);
  const view = `${wiki}/bin/view`;
  const [majorVersion, minorVersion] = known.version;
  const self = addressOf(page);
  const links = (template['links'] as { href: string }[]).map((link) => ({
    ...link,
    href: link.href
      .replace(/^.*\/spaces\/Alpha\/pages\/Anon/, self)
      .replace(/^.*\/spaces\/Alpha$/, self.replace(/\/pages\/.*/, ''))
      .replace('Alpha.Anon', page),
  }));
  const item = (name: string, type: string, url: string): object => ({ label: name, name, type, url });
  const items = [
    item('xwiki', 'wiki', `${view}/Main/`),
    ...space.map((name, index) => item(name, 'space', `${view}/${space.slice(0, index + 1).join('/')}/`)),
    item(names.at(-1) ?? '', 'document', `${view}/${names.join('/')}`),
  ];
  return {
    ...template,
    links,
    id: `xwiki:${page}`,
    fullName: page,
    space: space.join('.'),
    name: names.at(-1),
    title: known.title,
    rawTitle: known.title,
    version: `${majorVersion}.${minorVersion}`,
    majorVersion,
    minorVersion,
    author: known.author,
    creator: known.creator,
    modifier: known.author,
    originalMetadataAuthor: known.author,
    xwikiRelativeUrl: `${view}/${names.join('/')}`,
    xwikiAbsoluteUrl: `${view}/${names.join('/')}`,
    hidden: known.hidden,
    content: known.content,
    hierarchy: { items },
  };
}
