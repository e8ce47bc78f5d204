import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fakeLocalStorage } from '../../support/fake-local-storage.ts';

const issuer = 'https://sso.example.org/realms/acme';
const place = `wiki-room:log-out:${issuer}`;
const callback = 'https://wiki.example.org/wiki-room/callback.html';
let runs = 0;

interface Around {
  /** Origin of the page with the frame; `null`: the browser does not tell. */
  readonly parent?: string | null;
  readonly framed?: boolean;
}

/** Runs the callback's script at the address; gives what it said to the page around it, and its address afterwards. */
async function visit(
  query: Readonly<Record<string, string>>,
  { parent = new URL(issuer).origin, framed = true }: Around = {},
) {
  const said: unknown[] = [];
  const address = new URL(callback);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  let shown = '';
  const own = { opener: null, close: () => undefined };
  Object.assign(globalThis, {
    location: {
      href: address.href,
      origin: address.origin,
      pathname: address.pathname,
      ancestorOrigins: parent === null ? undefined : { item: () => parent },
    },
    history: { replaceState: (_state: unknown, _title: string, url: string) => (shown = url) },
    window: { ...own, parent: framed ? { postMessage: (message: unknown) => said.push(message) } : undefined },
    sessionStorage: { getItem: () => null },
    document: {
      documentElement: {},
      createElement: () => ({ append: () => undefined }),
      body: { replaceChildren: () => undefined },
    },
  });
  if (!framed) Object.assign(globalThis, { window: Object.assign(window, { parent: window }) });
  const module = new URL('../../../src/callback/callback.ts', import.meta.url);
  module.search = String(++runs);
  await import(module.href);
  return { said, shown };
}

const told = { iss: issuer, sid: 'PyfsM2tkbt46uq0YYFYPUkTs' };

describe('the callback in the frame of a log-out', () => {
  it('notes the session of a provider that somebody signed in by, and says nothing to the page around it', async () => {
    const entries = new Map([[place, '']]);
    fakeLocalStorage(entries);
    const { said, shown } = await visit(told);
    assert.deepEqual([...entries.keys()], [place, `${place} ${told.sid}`]);
    assert.deepEqual([said, shown], [[], '/wiki-room/callback.html']);
    assert.deepEqual([entries.get(place), entries.get(`${place} ${told.sid}`)], ['1', '1']);
    await visit({ ...told, sid: 'ANOTHER-SESSION' });
    await visit(told);
    assert.deepEqual([entries.get(place), entries.get(`${place} ${told.sid}`)], ['3', '3'], 'they count up');
  });

  it('notes it where the browser does not tell whose page is around it', async () => {
    const entries = new Map([[place, '']]);
    fakeLocalStorage(entries);
    await visit(told, { parent: '' });
    assert.equal(entries.size, 1, 'an opaque origin is no answer');
    await visit(told, { parent: null });
    assert.equal(entries.size, 2);
  });

  for (const [what, query, around] of [
    ['an issuer that is the name of a note', { ...told, iss: `${issuer} NOTED-SESSION` }, {}],
    ['another issuer', { ...told, iss: 'https://evil.example' }, { parent: 'https://evil.example' }],
    ['an issuer with another path', { ...told, iss: `${issuer}/` }, {}],
    ['no issuer', { sid: told.sid }, {}],
    ['no session', { iss: issuer }, {}],
    ['a short session', { ...told, sid: 'x' }, {}],
    ['a session with a blank', { ...told, sid: 'PyfsM2tk bt46uq0YYFYPUkTs' }, {}],
    ['an endless session', { ...told, sid: 'x'.repeat(300) }, {}],
    ['a page of another origin around it', told, { parent: 'https://evil.example.org' }],
    ['no frame', told, { framed: false }],
    ['the answer to a sign-in', { ...told, state: 'STATE', code: 'CODE' }, {}],
  ] as const) {
    it(`notes nothing where there is ${what}`, async () => {
      const entries = new Map([[place, '']]);
      fakeLocalStorage(entries);
      await visit(query, around);
      assert.deepEqual([...entries.keys()], [place]);
    });
  }

  it('keeps the newest twenty, and leaves what is not its own', async () => {
    const others = [...Array(30).keys()].map((i) => [`${place} SESSION-${i}`, String(1_000 + ((i * 7) % 30))] as const);
    const entries = new Map([[place, ''], ['wiki-room:room-shown', ''], ...others]);
    fakeLocalStorage(entries);
    await visit(told);
    const newest = others.filter(([, at]) => Number(at) > 1_010).map(([name]) => name);
    assert.deepEqual(
      [...entries.keys()].sort(),
      [place, 'wiki-room:room-shown', `${place} ${told.sid}`, ...newest].sort(),
    );
  });

  it('lives with a storage that is damaged, or that it may not touch', async () => {
    const damaged = new Map([
      [place, 'x'],
      [`${place} `, ''],
      [`${place} OTHER`, 'no time'],
    ]);
    fakeLocalStorage(damaged);
    await visit(told);
    assert.ok(damaged.has(`${place} ${told.sid}`));
    fakeLocalStorage(undefined);
    await visit(told);
  });
});
