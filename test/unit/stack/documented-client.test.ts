import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { originsOf } from '../../stack/origins.ts';
import { realm } from '../../stack/realm.ts';
import type { Secrets } from '../../stack/secrets.ts';

interface Client {
  readonly clientId: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly protocolMappers: readonly { readonly config: unknown }[];
}

async function documented(): Promise<Client & Readonly<Record<string, unknown>>> {
  const text = await readFile(new URL('../../../docs/xwiki.md', import.meta.url), 'utf8');
  const [, json = ''] = /```json\n(\{\n {2}"clientId"[^`]*)```/.exec(text) ?? [];
  return JSON.parse(json) as Awaited<ReturnType<typeof documented>>;
}

/** That of the stack, with which every test signs in. */
function tested(): Client & Readonly<Record<string, unknown>> {
  const origins = originsOf({ site: 1, sso: 2, matrix: 3 });
  const options = { origins, secrets: {} as Secrets, accessTokenSeconds: 60 };
  const { clients } = realm(options) as { clients: Awaited<ReturnType<typeof documented>>[] };
  return clients.find(({ clientId }) => clientId === 'wiki-room')!;
}

describe("the client of Keycloak's in docs/xwiki.md", () => {
  it('is that with which the tests sign in', async () => {
    const [said, used] = [await documented(), tested()];
    const same = ['protocol', 'publicClient', 'standardFlowEnabled', 'directAccessGrantsEnabled', 'frontchannelLogout'];
    for (const name of same) assert.deepEqual([name, said[name]], [name, used[name]]);
    assert.deepEqual(Object.keys(said.attributes), Object.keys(used.attributes));
    assert.equal(said.attributes['pkce.code.challenge.method'], used.attributes['pkce.code.challenge.method']);
    assert.deepEqual(
      said.protocolMappers.map(({ config }) => config),
      used.protocolMappers.map(({ config }) => config),
    );
  });

  it('returns to where a homeserver that signs in itself does', async () => {
    const text = await readFile(new URL('../../../docs/xwiki.md', import.meta.url), 'utf8');
    const [, address] = /client_whitelist: \['([^']*)'\]/.exec(text) ?? [];
    assert.deepEqual([address], (await documented())['redirectUris']);
  });

  it("is silent about nothing that the console's import would fill in", async () => {
    const { protocol, implicitFlowEnabled } = await documented();
    assert.deepEqual([protocol, implicitFlowEnabled], ['openid-connect', false]);
  });
});
