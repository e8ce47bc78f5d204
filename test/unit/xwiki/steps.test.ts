import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome, Step, Surroundings } from '../../../xwiki-macro/test-connection/steps.ts';
import { connectionSteps } from '../../../xwiki-macro/test-connection/steps.ts';

const settings = {
  homeserver: 'https://matrix.example.org/',
  issuer: 'https://sso.example.org/realms/acme',
  clientId: 'wiki-room',
  callback: '/xwiki/bin/view/WikiRoom/Code/Callback?xpage=plain',
  script: '/xwiki/bin/download/WikiRoom/Code/Bundle-0/wiki-room.0.js',
};
const matrix = 'https://matrix.example.org/_matrix/client/';

type Answers = Readonly<Record<string, Response | 'nothing' | 'unreadable'>>;

const healthy = (): Answers => ({
  [`${matrix}versions`]: Response.json({ versions: ['v1.12'] }),
  [`${matrix}v3/login`]: Response.json({ flows: [{ type: 'm.login.password' }, { type: 'org.matrix.login.jwt' }] }),
  [`${matrix}unstable/org.matrix.simplified_msc3575/sync`]: Response.json({}, { status: 401 }),
  [`${settings.issuer}/.well-known/openid-configuration`]: Response.json({
    issuer: settings.issuer,
    authorization_endpoint: `${settings.issuer}/auth`,
  }),
  [settings.script]: new Response('', { headers: { 'Content-Type': 'text/javascript;charset=UTF-8' } }),
});

/** Each step's outcome by its name. */
async function outcomes(
  answers: Answers,
  around: Partial<Surroundings> = {},
  own: Partial<typeof settings> = {},
): Promise<Record<Step['name'], Outcome>> {
  const steps = connectionSteps(
    { ...settings, ...own },
    {
      fetch: async (address, init) => {
        const answer = answers[address as string] ?? 'nothing';
        if (answer === 'nothing' || (answer === 'unreadable' && init?.mode !== 'no-cors')) throw new TypeError();
        return answer === 'unreadable' ? new Response() : answer.clone();
      },
      refused: () => false,
      comesBack: async () => true,
      mayCompile: async () => true,
      mayStartWorker: async () => true,
      ...around,
    },
  );
  const found: [string, Outcome][] = [];
  for (const step of steps) found.push([step.name, await step.run()]);
  return Object.fromEntries(found) as Record<Step['name'], Outcome>;
}

describe('the steps of a connection', () => {
  it('find nothing wrong where nothing is', async () => {
    for (const outcome of Object.values(await outcomes(healthy()))) assert.equal(outcome, 'ok');
  });

  it('tell a server that is not there from one that may not be read and one that the policy forbids', async () => {
    const versions = `${matrix}versions`;
    assert.equal((await outcomes({ ...healthy(), [versions]: 'nothing' })).homeserver, 'unreachable');
    assert.equal((await outcomes({ ...healthy(), [versions]: 'unreadable' })).homeserver, 'cors');
    const refused = (address: string): boolean => address === versions;
    assert.equal((await outcomes({ ...healthy(), [versions]: 'nothing' }, { refused })).homeserver, 'policy');
  });

  it('name what is wrong with the homeserver', async () => {
    const page = new Response('<p>Welcome</p>');
    assert.equal((await outcomes({ ...healthy(), [`${matrix}versions`]: page })).homeserver, 'no-matrix');
    const passwords = Response.json({ flows: [{ type: 'm.login.password' }] });
    assert.equal((await outcomes({ ...healthy(), [`${matrix}v3/login`]: passwords }))['sign-in'], 'no-way-in');
    const sync = `${matrix}unstable/org.matrix.simplified_msc3575/sync`;
    const old = Response.json({ errcode: 'M_UNRECOGNIZED' }, { status: 404 });
    assert.equal((await outcomes({ ...healthy(), [sync]: old })).sync, 'no-sliding-sync');
    const none = await outcomes(healthy(), {}, { homeserver: '' });
    assert.deepEqual([none.homeserver, none['sign-in'], none.sync], ['unset', 'skipped', 'skipped']);
  });

  it('name what is wrong with the sign-in', async () => {
    const wrong = await outcomes(healthy(), {}, { issuer: `${settings.issuer}/` });
    assert.equal(wrong.issuer, 'ok', 'a slash at the end does no harm');
    const address = `${settings.issuer}/.well-known/openid-configuration`;
    const other = Response.json({ issuer: 'https://other.example.org' });
    assert.equal((await outcomes({ ...healthy(), [address]: other })).issuer, 'wrong-issuer');
    const asked: URL[] = [];
    const comesBack = async (url: URL): Promise<boolean> => {
      asked.push(url);
      return false;
    };
    assert.equal((await outcomes(healthy(), { comesBack })).callback, 'not-registered');
    const queries = asked.map(({ searchParams }) => [searchParams.get('client_id'), searchParams.get('prompt')]);
    assert.deepEqual(queries, [['wiki-room', 'none']]);
    const without = await outcomes(healthy(), {}, { issuer: '' });
    assert.deepEqual([without.issuer, without.callback], ['skipped', 'skipped']);
  });

  it('name what is wrong with the script and the policy', async () => {
    const missing = new Response('', { status: 404 });
    assert.equal((await outcomes({ ...healthy(), [settings.script]: missing })).script, 'missing');
    const login = new Response('<html>', { headers: { 'Content-Type': 'text/html' } });
    assert.equal((await outcomes({ ...healthy(), [settings.script]: login })).script, 'wrong-type');
    const strict = await outcomes(healthy(), { mayCompile: async () => false, mayStartWorker: async () => false });
    assert.deepEqual([strict.wasm, strict.worker], ['policy', 'policy']);
  });
});
