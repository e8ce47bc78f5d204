import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { discoverHomeserver } from '../../../src/auth/discover-homeserver.ts';
import { OidcSignIn } from '../../../src/auth/oidc-sign-in.ts';
import { signInFlows } from '../../../src/auth/sign-in-flows.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { fuzzRuns, hostileAnswer, prototypesAreUntouched } from '../../support/hostile.ts';
import { FakeProvider, callback, issuer } from './fake-provider.ts';

const numRuns = fuzzRuns(60, 12);

async function holds<T>(task: () => Promise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    assert.ok(error instanceof WikiRoomError, String(error));
    return undefined;
  } finally {
    assert.ok(prototypesAreUntouched());
  }
}

function answering(body: unknown): void {
  Object.assign(globalThis, {
    fetch: async () => new Response(JSON.stringify(body)),
    localStorage: { getItem: () => null, setItem: () => undefined },
  });
}

const fuzz = (answer: unknown, task: (body: unknown) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(hostileAnswer(answer), task), { numRuns });

describe('a hostile answer before the sign-in', () => {
  test('of a .well-known leads to no address that a token may not go to', () =>
    fuzz({ 'm.homeserver': { base_url: 'https://m.example.org' } }, async (body) => {
      answering(body);
      const found = await holds(() => discoverHomeserver({ room: '#alpha:example.org' }));
      assert.ok(found === undefined || found.startsWith('https://'));
    }));

  test('of the ways of signing in', () =>
    fuzz({ flows: [{ type: 'org.matrix.login.jwt' }, { type: 'm.login.sso' }] }, async (body) => {
      answering(body);
      const flows = await holds(() => signInFlows('https://m.example.org'));
      assert.ok(flows === undefined || typeof flows.jwt === 'boolean');
    }));

  test('of the identity provider', () =>
    fuzz(
      {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        end_session_endpoint: `${issuer}/logout`,
        authorization_response_iss_parameter_supported: true,
      },
      async (metadata) => {
        new FakeProvider({ metadata: metadata as Record<string, unknown> });
        const way = new OidcSignIn({ issuer, clientId: 'wiki-room', callback, countLogOuts: () => 3 });
        const visit = await holds(() => way.begin());
        assert.ok(visit === undefined || visit.url.startsWith('https://'));
        await holds(() => way.logoutUrl());
      },
    ));

  test('of what the identity provider says of a person', () =>
    fuzz({ iss: issuer, aud: ['wiki-room'], sub: 'x', exp: 1, iat: 1, azp: 'wiki-room' }, async (claims) => {
      const provider = new FakeProvider({ claims: claims as Record<string, unknown> });
      const way = new OidcSignIn({ issuer, clientId: 'wiki-room', callback, countLogOuts: () => 3 });
      const visit = await way.begin();
      const credential = await holds(() => way.finish(provider.authorize(visit.url), visit.state));
      assert.ok(credential === undefined || (typeof credential.subject === 'string' && credential.subject !== ''));
    }));
});
