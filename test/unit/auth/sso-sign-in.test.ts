import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResponse } from '../../../src/auth/await-response.ts';
import { SsoSignIn } from '../../../src/auth/sso-sign-in.ts';
import { callback } from './fake-provider.ts';

const way = new SsoSignIn('https://matrix.example.org', callback);

test('sends nothing with the redirect but the state', async () => {
  const { url, state } = await way.begin();
  const back = new URL(new URL(url).searchParams.get('redirectUrl') ?? '');
  assert.equal(back.href, `${callback}?state=${state}`);
});

test('returns to an address that begins with that of the callback: so homeservers look for it in their lists', async () => {
  const own = 'https://wiki.example.org/xwiki/bin/view/WikiRoom/Code/Callback?xpage=plain';
  const { url } = await new SsoSignIn('https://matrix.example.org', own).begin();
  assert.ok(new URL(url).searchParams.get('redirectUrl')?.startsWith(own));
});

test('takes a login token only with its own state', async () => {
  const { state } = await way.begin();
  const other = await way.begin();
  const credential = await way.finish(`${callback}?state=${state}&loginToken=T`, state);
  assert.deepEqual(credential, { kind: 'login-token', token: 'T' });
  await assert.rejects(way.finish(`${callback}?loginToken=T`, state), { detail: 'wrong-state' });
  await assert.rejects(way.finish(`${callback}?state=${other.state}&loginToken=T`, state), { detail: 'wrong-state' });
  await assert.rejects(way.finish(`${callback}?state=${state}`, state), { detail: 'no-token' });
});

test('knows an answer by its address and state', () => {
  assert.ok(isResponse(`${callback}?state=s&code=c`, callback, 's'));
  for (const url of [
    `${callback}?state=t`,
    callback,
    'https://evil.example/wiki-room/callback.html?state=s',
    'x',
    '',
  ]) {
    assert.equal(isResponse(url, callback, 's'), false);
  }
});
