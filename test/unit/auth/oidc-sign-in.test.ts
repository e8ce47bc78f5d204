import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OidcSignIn } from '../../../src/auth/oidc-sign-in.ts';
import { FakeProvider, callback, issuer } from './fake-provider.ts';
import type { Lies } from './fake-provider.ts';

const signIn = (): OidcSignIn => new OidcSignIn({ issuer, clientId: 'wiki-room', callback, countLogOuts: () => 3 });

async function goThrough(lies: Lies, params: Record<string, string> = {}): Promise<{ detail?: string; code?: string }> {
  const provider = new FakeProvider(lies);
  const way = signIn();
  const visit = await way.begin();
  const response = provider.authorize(visit.url, params);
  return way.finish(response, visit.state).then(
    () => assert.fail('accepted'),
    (error: unknown) => error as { detail?: string },
  );
}

describe('sign-in by OIDC', () => {
  test('asks for a code with PKCE S256 and trades it for an access token', async () => {
    const provider = new FakeProvider();
    const way = signIn();
    const visit = await way.begin('silent');
    const asked = new URL(visit.url).searchParams;
    assert.equal(asked.get('response_type'), 'code');
    assert.equal(asked.get('code_challenge_method'), 'S256');
    assert.equal(asked.get('prompt'), 'none');
    assert.equal(asked.get('state'), visit.state);
    const credential = await way.finish(provider.authorize(visit.url), visit.state);
    // The times in the id token are long past: a reader's wrong clock is no reason to refuse.
    assert.deepEqual(credential, { kind: 'jwt', token: 'ACCESS-TOKEN', subject: 'subject-1' });
    assert.deepEqual([...provider.storage], []);
  });

  test('takes an answer once, and only for its own visit', async () => {
    const provider = new FakeProvider();
    const way = signIn();
    const visit = await way.begin();
    const response = provider.authorize(visit.url);
    await assert.rejects(way.finish(response, 'another'), { code: 'sign-in-failed', detail: 'wrong-state' });
    await way.finish(response, visit.state);
    await assert.rejects(way.finish(response, visit.state), { code: 'sign-in-failed' });
    assert.equal(provider.codesTaken, 1);
  });

  test('sends no code where the answer names another issuer, or none where it must', async () => {
    const other = await goThrough({}, { iss: 'https://evil.example' });
    assert.equal(other.detail, 'wrong-issuer');
    const missing = await goThrough({ metadata: { authorization_response_iss_parameter_supported: true } });
    assert.equal(missing.detail, 'wrong-issuer');
  });

  test('refuses a provider whose document is of another, or whose endpoints are not secure', async () => {
    new FakeProvider({ metadata: { issuer: 'https://evil.example' } });
    await assert.rejects(signIn().begin(), { code: 'sign-in-failed', detail: 'wrong-issuer' });
    new FakeProvider({ metadata: { token_endpoint: 'http://sso.example.org/token' } });
    await assert.rejects(signIn().begin(), { code: 'sign-in-failed', detail: 'insecure-issuer' });
  });

  test('tells the session at the provider where the id token names one', async () => {
    for (const [sid, session] of [
      ['SESSION', { issuer, sid: 'SESSION', at: 3 }],
      ['', undefined],
      [7, undefined],
      [undefined, undefined],
    ] as const) {
      const provider = new FakeProvider({ claims: { sid } });
      const way = signIn();
      const visit = await way.begin();
      const credential = await way.finish(provider.authorize(visit.url), visit.state);
      assert.deepEqual(credential.session, session);
    }
  });

  test('refuses an id token of another issuer, client or visit', async () => {
    for (const claims of [
      { iss: 'https://evil.example' },
      { aud: 'other' },
      { aud: ['other'] },
      { nonce: 'replayed' },
    ]) {
      const error = await goThrough({ claims });
      assert.equal(error.detail, 'nonce' in claims ? 'wrong-answer' : 'wrong-id-token');
    }
  });

  test("tells the provider's error code, and holds nothing of the request", async () => {
    const cancelled = await goThrough({}, { error: 'access_denied', code: '' });
    assert.equal(cancelled.code, 'sign-in-cancelled');
    const refused = await goThrough({ tokenError: 'invalid_grant' });
    assert.equal(refused.detail, 'invalid_grant');
    assert.equal((refused as Error).cause, undefined);
    assert.equal(/CODE|code_verifier/.exec(JSON.stringify([refused, (refused as Error).message])), null);
  });

  test('gives the address of the log-out, where there is one', async () => {
    new FakeProvider();
    const url = new URL((await signIn().logoutUrl()) ?? '');
    assert.equal(url.searchParams.get('client_id'), 'wiki-room');
    assert.equal(url.searchParams.get('post_logout_redirect_uri'), callback);
    new FakeProvider({ metadata: { end_session_endpoint: undefined } });
    assert.equal(await signIn().logoutUrl(), undefined);
  });
});
