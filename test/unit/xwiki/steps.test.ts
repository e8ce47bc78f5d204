import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FrameAnswer, Outcome, Step, Surroundings, Visit } from '../../../xwiki-macro/test-connection/step.ts';
import { connectionSteps } from '../../../xwiki-macro/test-connection/steps.ts';

const settings = {
  homeserver: 'https://matrix.example.org/',
  issuer: 'https://sso.example.org/realms/acme',
  clientId: 'wiki-room',
  callback: '/xwiki/bin/view/WikiRoom/Code/Callback?xpage=plain',
  script: '/xwiki/bin/download/WikiRoom/Code/Bundle-0/wiki-room.0.js?rev=1.1',
  version: '0.1.0',
  frame: '',
};
const wasm = '/xwiki/bin/download/WikiRoom/Code/Bundle-0/wiki-room-crypto-a_B-1.wasm.gz';
const javascript = { headers: { 'Content-Type': 'text/javascript;charset=UTF-8' } };
const visit: Visit = {
  code: 'code',
  error: undefined,
  iss: settings.issuer,
  verifier: 'verifier',
  redirectUri: 'https://wiki.example.org/callback',
};
const matrix = 'https://matrix.example.org/_matrix/client/';

/** By address; `POST` and the address where the method makes a difference. */
type Answers = Readonly<Record<string, Response | 'nothing' | 'unreadable'>>;

const healthy = (): Answers => ({
  [`${matrix}versions`]: Response.json({ versions: ['v1.12'] }),
  [`${matrix}v3/login`]: Response.json({ flows: [{ type: 'm.login.password' }, { type: 'org.matrix.login.jwt' }] }),
  [`${matrix}unstable/org.matrix.simplified_msc3575/sync`]: Response.json({}, { status: 401 }),
  [`${settings.issuer}/.well-known/openid-configuration`]: Response.json({
    issuer: settings.issuer,
    authorization_endpoint: `${settings.issuer}/auth`,
    token_endpoint: `${settings.issuer}/token`,
  }),
  [`${settings.issuer}/token`]: Response.json({ access_token: 'token' }),
  [`POST ${matrix}v3/login`]: Response.json({ access_token: 'session' }),
  [`${matrix}v3/logout`]: Response.json({}),
  [settings.script]: new Response("from('./wiki-room-crypto-a_B-1.wasm.gz')", javascript),
  [wasm]: new Response('packed'),
});

/** Method, address, what it does about a redirect, authorization and body of a request. */
function request(address: string, { method = 'GET', redirect = 'follow', headers, body }: RequestInit = {}): string {
  return [
    method,
    address,
    redirect,
    new Headers(headers).get('authorization') ?? '',
    (body as string | undefined) ?? '',
  ].join(' ');
}

/** Each step's outcome by its name. */
async function outcomes(
  answers: Answers,
  around: Partial<Surroundings> = {},
  own: Partial<typeof settings> = {},
  asked: string[] = [],
): Promise<Record<Step['name'], Outcome>> {
  const steps = connectionSteps(
    { ...settings, ...own },
    {
      fetch: async (address, init) => {
        asked.push(request(address as string, init));
        const answer = answers[`${init?.method} ${address as string}`] ?? answers[address as string] ?? 'nothing';
        if (answer === 'nothing' || (answer === 'unreadable' && init?.mode !== 'no-cors')) throw new TypeError();
        return answer === 'unreadable' ? new Response() : answer.clone();
      },
      isSecure: true,
      refused: async () => false,
      visit: async () => visit,
      greet: async () => 'welcome',
      versionsOf: async () => ({ script: '0.1.0', stores: 3 }),
      loaderVersion: () => '0.1.0',
      mayCompile: async () => true,
      mayStartWorker: async () => true,
      mayShowMedia: async () => true,
      ...around,
    },
  );
  const found: [string, Outcome][] = [];
  for (const step of steps) found.push([step.name, await step.run()]);
  return Object.fromEntries(found) as Record<Step['name'], Outcome>;
}

describe('the steps of a connection', () => {
  it('find nothing wrong where nothing is', async () => {
    const { frame, ...others } = await outcomes(healthy());
    for (const outcome of Object.values(others)) assert.equal(outcome, 'ok');
    assert.equal(frame, 'skipped', 'the keys live in the page');
  });

  it('ask for the wiki’s own files as the reader, who alone may have them on a closed wiki, and for nothing else', async () => {
    const answers = healthy();
    const asReader: string[] = [];
    await outcomes(answers, {
      fetch: async (address, { credentials = 'same-origin', method = 'GET' } = {}) => {
        if (credentials !== 'omit') asReader.push(address as string);
        return (answers[`${method} ${address as string}`] ?? answers[address as string] ?? new Response()) as Response;
      },
    });
    assert.deepEqual(asReader, [settings.script, wasm]);
  });

  it('say so where the wiki is not served over https', async () => {
    assert.equal((await outcomes(healthy(), { isSecure: false })).browser, 'insecure');
  });

  it('tell settings that did not come into the page from such as are not filled in', async () => {
    const nothing = Object.fromEntries(Object.keys(settings).map((name) => [name, undefined]));
    const found = await outcomes(healthy(), {}, nothing);
    assert.deepEqual([found.homeserver, found.script, found.versions], ['not-written', 'skipped', 'skipped']);
    assert.equal((await outcomes(healthy(), {}, { homeserver: '' })).homeserver, 'unset');
  });

  it('tell a server that is not there from one that may not be read and one that the policy forbids', async () => {
    const versions = `${matrix}versions`;
    assert.equal((await outcomes({ ...healthy(), [versions]: 'nothing' })).homeserver, 'unreachable');
    assert.equal((await outcomes({ ...healthy(), [versions]: 'unreadable' })).homeserver, 'cors');
    const refused = async (address: string): Promise<boolean> => address === versions;
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

  it('miss the sign-in service where a homeserver takes tokens alone', async () => {
    const wayIn = async (own: Partial<typeof settings>, answers: Answers = {}): Promise<Outcome> =>
      (await outcomes({ ...healthy(), ...answers }, {}, own))['sign-in'];
    const nobody = { issuer: '', clientId: '' };
    assert.equal(await wayIn(nobody), 'no-issuer');
    assert.equal(await wayIn({ issuer: '' }), 'no-issuer');
    assert.equal(await wayIn({ clientId: '' }), 'no-issuer');
    const frame = 'https://chat.example.org/wiki-room/frame.html';
    assert.equal(await wayIn({ ...nobody, frame }), 'ok', 'a frame has its own');
    const flows = [{ type: 'org.matrix.login.jwt' }, { type: 'm.login.sso' }];
    assert.equal(await wayIn(nobody, { [`${matrix}v3/login`]: Response.json({ flows }) }), 'ok');
  });

  it('name what is wrong with the sign-in', async () => {
    const wrong = await outcomes(healthy(), {}, { issuer: `${settings.issuer}/` });
    assert.equal(wrong.issuer, 'ok', 'a slash at the end does no harm');
    const address = `${settings.issuer}/.well-known/openid-configuration`;
    const other = Response.json({ issuer: 'https://other.example.org' });
    assert.equal((await outcomes({ ...healthy(), [address]: other })).issuer, 'wrong-issuer');
    const asked: URL[] = [];
    const away = async (url: URL): Promise<undefined> => void asked.push(url);
    const lost = await outcomes(healthy(), { visit: away });
    assert.deepEqual([lost.callback, lost.session], ['not-registered', 'skipped']);
    const queries = asked.map(({ searchParams }) => [searchParams.get('client_id'), searchParams.get('prompt')]);
    assert.deepEqual(queries, [['wiki-room', 'none']]);
    const barred = await outcomes(healthy(), { visit: away, refused: async (at) => at.startsWith(settings.issuer) });
    assert.equal(barred.callback, 'policy', 'what the page forbids is not the service’s fault');
    const without = await outcomes(healthy(), {}, { issuer: '' });
    assert.deepEqual([without.issuer, without.callback, without.session], ['skipped', 'skipped', 'skipped']);
  });

  it('send the return to the homeserver’s list where it is the homeserver that signs in', async () => {
    const flows = (...types: string[]): Answers => ({
      ...healthy(),
      [`${matrix}v3/login`]: Response.json({ flows: types.map((type) => ({ type })) }),
    });
    const way = async (answers: Answers, own: Partial<typeof settings> = {}): Promise<readonly Outcome[]> => {
      const { callback, session } = await outcomes(answers, {}, own);
      return [callback, session];
    };
    const [own, both] = [flows('m.login.sso'), flows('m.login.sso', 'org.matrix.login.jwt')];
    const nobody = { issuer: '', clientId: '' };
    assert.deepEqual(await way(own, nobody), ['by-homeserver', 'skipped']);
    assert.deepEqual(await way(both, nobody), ['by-homeserver', 'skipped']);
    assert.deepEqual(await way(own), ['by-homeserver', 'skipped'], 'the issuer gives it no token that it takes');
    assert.deepEqual(await way(both), ['ok', 'ok']);
    const frame = 'https://chat.example.org/wiki-room/frame.html';
    assert.deepEqual(await way(own, { ...nobody, frame }), ['skipped', 'skipped'], 'the return is the frame’s');
    const lost = await outcomes(own, { visit: async () => undefined });
    assert.equal(lost.callback, 'not-registered', 'who reads is asked of the issuer all the same');
  });

  it('sign in for real, and out again', async () => {
    const asked: string[] = [];
    assert.equal((await outcomes(healthy(), {}, {}, asked)).session, 'ok');
    const query = 'grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fwiki.example.org%2Fcallback';
    const login = '{"type":"org.matrix.login.jwt","token":"token","initial_device_display_name":"Connection test"}';
    assert.deepEqual(
      asked.filter((line) => line.startsWith('POST') && !line.includes('/sync')),
      [
        `POST ${settings.issuer}/token error  ${query}&client_id=wiki-room&code_verifier=verifier`,
        `POST ${matrix}v3/login error  ${login}`,
        `POST ${matrix}v3/logout error Bearer session {}`,
      ],
    );
  });

  it('give a code and a token to nobody where something before was wrong', async () => {
    const discovery = `${settings.issuer}/.well-known/openid-configuration`;
    const named = { issuer: settings.issuer, authorization_endpoint: `${settings.issuer}/auth` };
    for (const [what, answers, around, own] of [
      ['no homeserver', { [`${matrix}versions`]: Response.json({}) }, {}, {}],
      ['no way by token', { [`${matrix}v3/login`]: Response.json({ flows: [{ type: 'm.login.sso' }] }) }, {}, {}],
      ['another issuer', { [discovery]: Response.json({ ...named, issuer: 'https://other.example' }) }, {}, {}],
      [
        'no https',
        { [discovery]: Response.json({ ...named, token_endpoint: 'http://sso.example.org/token' }) },
        {},
        {},
      ],
      ['a script', { [discovery]: Response.json({ ...named, token_endpoint: 'javascript:alert(1)' }) }, {}, {}],
      ['an answer of another', {}, { visit: async () => ({ ...visit, iss: 'https://other.example' }) }, {}],
      ['a frame that signs in', {}, {}, { frame: 'https://chat.example.org/wiki-room/frame.html' }],
    ] as const) {
      const asked: string[] = [];
      const found = await outcomes({ ...healthy(), ...answers }, around, own, asked);
      assert.equal(found.session, 'skipped', what);
      assert.ok(!asked.some((line) => /token|"org.matrix/.test(line)), what);
    }
  });

  it('name what is wrong with a sign-in for real', async () => {
    const nobody = async (): Promise<Visit> => ({ ...visit, code: undefined, error: 'login_required' });
    const signedOut = await outcomes(healthy(), { visit: nobody });
    assert.deepEqual([signedOut.callback, signedOut.session], ['ok', 'signed-out']);
    const refusing = async (): Promise<Visit> => ({ ...visit, code: undefined, error: 'unauthorized_client' });
    assert.equal((await outcomes(healthy(), { visit: refusing })).session, 'token-refused');
    const session = async (address: string, answer: Answers[string]): Promise<Outcome> =>
      (await outcomes({ ...healthy(), [address]: answer })).session;
    const token = `${settings.issuer}/token`;
    assert.equal(await session(token, Response.json({ error: 'x' }, { status: 401 })), 'token-refused');
    assert.equal(await session(token, 'unreadable'), 'token-unreadable');
    const login = `POST ${matrix}v3/login`;
    assert.equal(await session(login, Response.json({ errcode: 'M_FORBIDDEN' }, { status: 403 })), 'refused');
    assert.equal(await session(login, Response.json({ errcode: 'M_LIMIT_EXCEEDED' }, { status: 429 })), 'busy');
    assert.equal(await session(`${matrix}v3/logout`, 'unreadable'), 'left-over');
  });

  it('name what is wrong with the frame that is the home of the keys', async () => {
    const frame = 'https://chat.example.org/wiki-room/frame.html';
    const asked: string[] = [];
    const answered = async (answer: FrameAnswer, refused = false): Promise<Outcome> => {
      const greet = async (address: string): Promise<FrameAnswer> => {
        asked.push(address);
        return answer;
      };
      return (await outcomes(healthy(), { greet, refused: async () => refused }, { frame })).frame;
    };
    assert.equal(await answered('welcome'), 'ok');
    assert.equal(await answered('silent'), 'silent');
    assert.equal(await answered('silent', true), 'policy');
    assert.equal(await answered('own-origin'), 'own-origin');
    assert.equal(await answered('not-allowed'), 'not-allowed');
    assert.equal(await answered('not-configured'), 'not-configured');
    assert.equal(await answered('another-version'), 'mismatch');
    assert.equal(await answered('no-script'), 'missing');
    assert.deepEqual([...new Set(asked)], [frame]);
  });

  it('name what is wrong with the script and the policy', async () => {
    const missing = new Response('', { status: 404 });
    const gone = await outcomes({ ...healthy(), [settings.script]: missing });
    assert.deepEqual([gone.script, gone.versions, gone.wasm], ['missing', 'skipped', 'skipped']);
    assert.equal((await outcomes({ ...healthy(), [wasm]: missing })).wasm, 'missing');
    const webjar = {
      ...healthy(),
      [settings.script]: new Response("import './wiki-room.0.js';\n", javascript),
      '/xwiki/bin/download/WikiRoom/Code/Bundle-0/wiki-room.0.js': healthy()[settings.script]!,
    };
    assert.deepEqual(
      [(await outcomes(webjar)).wasm, (await outcomes({ ...webjar, [wasm]: missing })).wasm],
      ['ok', 'missing'],
    );
    const older = { versionsOf: async () => ({ script: '0.0.9', stores: 2 }) };
    assert.equal((await outcomes(healthy(), older)).versions, 'mismatch');
    for (const loader of ['0.0.9', true, undefined]) {
      assert.equal((await outcomes(healthy(), { loaderVersion: () => loader })).versions, 'old-loader');
    }
    assert.equal((await outcomes(healthy(), { versionsOf: async () => undefined })).versions, 'not-run');
    const login = new Response('<html>', { headers: { 'Content-Type': 'text/html' } });
    assert.equal((await outcomes({ ...healthy(), [settings.script]: login })).script, 'wrong-type');
    const no = async (): Promise<boolean> => false;
    const strict = await outcomes(healthy(), { mayCompile: no, mayStartWorker: no });
    assert.deepEqual([strict.wasm, strict.worker, strict.media], ['policy', 'policy', 'ok']);
    const blind = await outcomes(healthy(), { mayShowMedia: no });
    assert.deepEqual([blind.worker, blind.media], ['ok', 'policy']);
  });
});
