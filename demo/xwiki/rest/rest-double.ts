import { type Recorded, recorded, recording } from './recording.ts';
import { type WikiPage, addressOf, describe, pageOf } from './wiki-page.ts';

export interface RestRequest {
  readonly method: string;
  /** After the wiki's own path, with its query: `/rest/wikis/xwiki/…`. */
  readonly path: string;
  readonly accept?: string | undefined;
  readonly contentType?: string | undefined;
  readonly body?: string;
  /** Whom the wiki takes the asker for, `XWiki.Alice`; nobody is a guest. */
  readonly user?: string | undefined;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Right = 'view' | 'edit' | 'delete';

/** Who may do what with a page (`Alpha.Room`). */
export type Rights = (user: string | undefined, page: string, right: Right) => boolean;

const needs: Readonly<Record<string, Right>> = { GET: 'view', DELETE: 'delete' };
const lists = ['pageSummaries', 'historySummaries', 'searchResults', 'objectSummaries'];

/**
 * Stands in for the REST interface of XWiki 17.4, as far as `test/fixtures/xwiki/rest-17.4.json` tells what that says:
 * pages can be read, written and deleted, whichever they are; everything else only in the very words that were recorded.
 * What was not recorded is refused with 501 and noted. Whom a page is closed to is told 401 (no denial was recorded:
 * XWiki's REST resources throw that one), and finds no row of the page in any list.
 */
export class RestDouble {
  /** What was asked beside the recording: a line for each. */
  readonly refused: string[] = [];
  readonly #pages = new Map<string, WikiPage>();
  readonly #rights: Rights;

  constructor(rights: Rights, pages: Readonly<Record<string, string>> = {}) {
    this.#rights = rights;
    for (const [page, content] of Object.entries(pages)) {
      const title = page.slice(page.lastIndexOf('.') + 1);
      this.#pages.set(page, { title, content, hidden: false, version: [1, 1], creator: admin, author: admin });
    }
  }

  /** What the page holds now, whoever may view it. */
  source(page: string): string | undefined {
    return this.#pages.get(page)?.content;
  }

  answer(request: RestRequest): RestAnswer {
    if (request.accept !== 'application/json') return this.#refuse(request);
    const [path = '', query] = request.path.split('?');
    const page = pageOf(path);
    const anyPage = page !== undefined && (query === undefined || (request.method === 'PUT' && query === minor));
    if (anyPage && ['GET', 'PUT', 'DELETE'].includes(request.method)) return this.#page(request, page);
    const entry = recording.find((one) => isOf(one, request));
    if (entry === undefined) return this.#refuse(request);
    const about = pageOf(path.replace(/(\/pages\/[^/]+)\/.*/, '$1'));
    if (about !== undefined && !this.#may(request, about)) return denied(request);
    return reply(request, entry, this.#visible(request, entry.response.body));
  }

  #page(request: RestRequest, page: string): RestAnswer {
    if (!this.#may(request, page)) return denied(request);
    const known = this.#pages.get(page);
    if (request.method === 'PUT') return this.#write(request, page, known);
    if (known === undefined) return reply(request, recorded('missing page'));
    if (request.method === 'GET') return reply(request, recorded('page'), describe(page, known));
    this.#pages.delete(page);
    return reply(request, recorded('delete page'));
  }

  #write(request: RestRequest, page: string, known: WikiPage | undefined): RestAnswer {
    const given = asPage(request);
    if (given === undefined) return this.#refuse(request);
    const author = request.user ?? guest;
    const [major, small] = known?.version ?? [0, 0];
    const written: WikiPage = {
      title: page.slice(page.lastIndexOf('.') + 1),
      content: '',
      hidden: false,
      creator: author,
      ...known,
      ...given,
      author,
      version: known && request.path.endsWith(minor) ? [major, small + 1] : [major + 1, 1],
    };
    this.#pages.set(page, written);
    const body = describe(page, written);
    if (known !== undefined) return reply(request, recorded('edit page'), body);
    const { headers, ...created } = reply(request, recorded('create doomed'), body);
    return { ...created, headers: { ...headers, Location: addressOf(page) } };
  }

  #may({ user, method }: RestRequest, page: string): boolean {
    return this.#rights(user, page, needs[method] ?? 'edit');
  }

  /** Without the rows of pages that the asker may not view. */
  #visible({ user }: RestRequest, body: unknown): unknown {
    if (typeof body !== 'object' || body === null) return body;
    const filtered: Record<string, unknown> = { ...body };
    for (const list of lists) {
      const rows = filtered[list];
      if (!Array.isArray(rows)) continue;
      filtered[list] = (rows as Row[]).filter((row) => {
        const page = row.pageFullName ?? row.fullName ?? row.pageId?.replace('xwiki:', '') ?? '';
        return this.#rights(user, page, 'view');
      });
    }
    return filtered;
  }

  #refuse({ method, path, contentType }: RestRequest): RestAnswer {
    const line = `${method} ${path} ${contentType ?? ''}`.trimEnd();
    this.refused.push(line);
    return { status: 501, headers: { 'Content-Type': 'text/plain' }, body: `Not in the recording: ${line}` };
  }
}

interface Row {
  readonly pageFullName?: string;
  readonly fullName?: string;
  readonly pageId?: string;
}

const admin = 'XWiki.Admin';
const guest = 'XWiki.XWikiGuest';
const minor = 'minorRevision=true';

/** The same words: method, address, kind of body, body. */
function isOf({ request: { method, path, headers, body } }: Recorded, asked: RestRequest): boolean {
  if (method !== asked.method || path !== asked.path || headers['Content-Type'] !== asked.contentType) return false;
  if (body === null) return true;
  return (typeof body === 'string' ? body : JSON.stringify(body)) === asked.body;
}

/** What may be written: the properties that were. */
function asPage({ contentType, body = '' }: RestRequest): Partial<WikiPage> | undefined {
  if (contentType !== 'application/json') return undefined;
  try {
    const given = JSON.parse(body) as Record<string, unknown>;
    const known = Object.entries(given).every(([name, value]) =>
      name === 'hidden' ? typeof value === 'boolean' : /^(title|content)$/.test(name) && typeof value === 'string',
    );
    return known ? given : undefined;
  } catch {
    return undefined;
  }
}

/** An answer of the recorded kind, told to the one who asks now. */
function reply({ user }: RestRequest, { response }: Recorded, body = response.body): RestAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { contentType, headers, status } = response;
  return {
    status,
    headers: {
      ...(contentType === null ? {} : { 'Content-Type': contentType }),
      ...('XWiki-Version' in headers ? { 'XWiki-Version': headers['XWiki-Version'] } : {}),
      ...who(user),
    },
    body: text,
  };
}

function denied({ user }: RestRequest): RestAnswer {
  return { status: 401, headers: { 'XWiki-Version': '17.4.0', ...who(user) }, body: '' };
}

/** A guest is told nothing, also where a password was given and was wrong. */
function who(user: string | undefined): Record<string, string> {
  return user === undefined ? {} : { 'XWiki-User': `xwiki:${user}` };
}
