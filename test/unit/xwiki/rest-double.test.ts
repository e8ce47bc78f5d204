import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded, recording } from '../../../demo/xwiki/rest/recording.ts';
import { type RestAnswer, RestDouble, type RestRequest } from '../../../demo/xwiki/rest/rest-double.ts';

const everything = (): boolean => true;
const path = '/rest/wikis/xwiki/spaces/Alpha/pages/Room';
const json = { accept: 'application/json', contentType: 'application/json' };

function get(rest: RestDouble, address: string, user?: string): RestAnswer {
  return rest.answer({ method: 'GET', path: address, accept: 'application/json', user });
}

function put(rest: RestDouble, address: string, body: unknown, user?: string): RestAnswer {
  return rest.answer({ method: 'PUT', path: address, body: JSON.stringify(body), user, ...json });
}

const read = (answer: RestAnswer): Record<string, unknown> => JSON.parse(answer.body) as Record<string, unknown>;

describe('the double of the wiki’s REST interface', () => {
  it('answers every recorded request as the wiki did', () => {
    const rest = new RestDouble(everything, { 'Alpha.WebHome': 'Home of Alpha', 'Alpha.Specs.Requirements': 'one' });
    rest.answer({ method: 'PUT', path: '/rest/wikis/xwiki/spaces/Flow/pages/StatusClass', body: '{}', ...json });
    for (const { name, request, response } of recording) {
      if (name === 'rendered macro') continue;
      const user = 'XWiki-User' in response.headers ? response.headers['XWiki-User'].replace('xwiki:', '') : undefined;
      const { method, path: address, headers, body } = request;
      const answer = rest.answer({
        method,
        path: address,
        accept: headers.Accept,
        contentType: headers['Content-Type'],
        body: typeof body === 'string' ? body : JSON.stringify(body),
        user,
      });
      assert.equal(answer.status, response.status, name);
      assert.equal(answer.headers['Content-Type'] ?? null, response.contentType, name);
      assert.equal(answer.headers['XWiki-User'], response.headers['XWiki-User'], name);
      // The other recorded page that was made by an object is the one recorded; here it has its own address.
      if (/\/pages\/\w+$/.test(address)) assert.equal(answer.headers['Location'], response.headers['Location'], name);
      if (response.contentType?.startsWith('application/json') !== true) continue;
      assert.deepEqual(Object.keys(read(answer)).sort(), Object.keys(response.body as object).sort(), name);
    }
    assert.deepEqual(rest.refused, []);
  });

  it('describes a page as the wiki describes its own', () => {
    const rest = new RestDouble(everything);
    const { request, response } = recorded('create doomed');
    const answer = put(rest, request.path, request.body, 'XWiki.superadmin');
    const withoutTimes = ({ created, modified, ...page }: Record<string, unknown>): unknown => [
      typeof created,
      typeof modified,
      page,
    ];
    assert.deepEqual(withoutTimes(read(answer)), withoutTimes(response.body as Record<string, unknown>));
    const nested = recorded('page').response.body as { hierarchy: unknown; space: string; links: { href: string }[] };
    put(rest, recorded('page').request.path, { content: 'x' });
    const page = read(get(rest, recorded('page').request.path)) as unknown as typeof nested;
    assert.deepEqual([page.hierarchy, page.space], [nested.hierarchy, nested.space]);
    const addresses = new Set(nested.links.map(({ href }) => href));
    for (const { href } of page.links) assert.ok(addresses.has(href), href);
  });

  it('gives back what was written, to the byte, and counts versions', () => {
    const content = 'ä\r\n{{wikiRoom room="#alpha:example.org"/}}\n\n{{velocity}}$x{{/velocity}} \u{1F600}';
    const rest = new RestDouble(everything);
    assert.equal(put(rest, path, { title: 'Room', content }).status, 201);
    assert.equal(read(get(rest, path))['content'], content);
    assert.equal(read(put(rest, path, { content }))['version'], '2.1');
    assert.equal(read(put(rest, `${path}?minorRevision=true`, { content }))['version'], '2.2');
    assert.equal(rest.answer({ method: 'DELETE', path, accept: 'application/json' }).status, 204);
    assert.equal(get(rest, path).status, 404);
  });

  it('refuses what was not recorded, and notes it', () => {
    const rest = new RestDouble(everything, { 'Alpha.Room': '' });
    const asked: RestRequest[] = [
      { method: 'GET', path, accept: 'application/xml' },
      { method: 'GET', path: `${path}/attachments`, accept: 'application/json' },
      { method: 'GET', path: `${path}?objects=true`, accept: 'application/json' },
      { method: 'GET', path: '/rest/wikis/xwiki/modifications?number=4', accept: 'application/json' },
      { method: 'PATCH', path, body: '{}', ...json },
      { method: 'PUT', path, body: '{"parent":"Main.WebHome"}', ...json },
      { method: 'PUT', path, body: '<page/>', accept: 'application/json', contentType: 'application/xml' },
      { method: 'POST', path: `${path}/objects`, body: '{"className":"A.B"}', ...json },
    ];
    for (const request of asked) assert.equal(rest.answer(request).status, 501, request.path);
    assert.equal(rest.refused.length, asked.length);
    assert.equal(read(get(rest, path))['content'], '');
  });

  it('asks for the right of the one who asks, and says nothing of a closed page', () => {
    const closed = 'Alpha.Specs.Requirements';
    const address = '/rest/wikis/xwiki/spaces/Alpha/spaces/Specs/pages/Requirements';
    const rest = new RestDouble(
      (user, page, right) => (page !== closed && right === 'view') || user === 'XWiki.Alice',
      { [closed]: 'a secret', 'Alpha.Room': '' },
    );
    for (const user of [undefined, 'XWiki.Bob']) {
      const { status, body, headers } = get(rest, address, user);
      assert.deepEqual([status, body], [401, '']);
      assert.equal(headers['XWiki-User'], user && `xwiki:${user}`);
      assert.equal(get(rest, `${address}/history`, user).status, 401);
      assert.equal(get(rest, path, user).status, 200);
      assert.equal(put(rest, path, { content: 'mine' }, user).status, 401);
      for (const name of ['search', 'query solr', 'modifications asc', 'pages of a space']) {
        const answer = get(rest, recorded(name).request.path, user);
        assert.equal(answer.status, 200, name);
        assert.doesNotMatch(answer.body, /"(id|pageId)":"xwiki:Alpha\.Specs\.Requirements"/, name);
      }
    }
    assert.equal(read(get(rest, address, 'XWiki.Alice'))['content'], 'a secret');
    assert.match(get(rest, recorded('search').request.path, 'XWiki.Alice').body, /Alpha\.Specs\.Requirements/);
    assert.equal(read(get(rest, path, 'XWiki.Alice'))['content'], '');
  });
});
