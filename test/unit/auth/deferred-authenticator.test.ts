import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeferredAuthenticator } from '../../../src/auth/deferred-authenticator.ts';
import type { Authenticator } from '../../../src/protocol/authenticator.ts';
import type { Credential } from '../../../src/protocol/session.ts';

const credential: Credential = { kind: 'login-token', token: 'token' };

function scripted(calls: string[]): Authenticator {
  const noted = <T>(name: string, value: T): Promise<T> => {
    calls.push(name);
    return Promise.resolve(value);
  };
  return {
    quietly: () => noted('quietly', credential),
    returned: async () => undefined,
    late: () => noted('late', credential),
    withPopup: () => noted('withPopup', credential),
    withRedirect: () => new Promise<never>(() => calls.push('withRedirect')),
    isReturned: (given) => given === credential,
    refused: () => void calls.push('refused'),
    current: () => noted('current', { subject: 'alice' }),
    currentLate: () => noted('currentLate', { subject: 'alice' }),
    logoutUrl: () => noted('logoutUrl', undefined),
  };
}

describe('the sign-in ladder in a chunk of its own', () => {
  it('is loaded by the first question alone', async () => {
    const calls: string[] = [];
    let loads = 0;
    const authenticator = new DeferredAuthenticator(() => {
      loads++;
      return Promise.resolve(scripted(calls));
    });
    assert.deepEqual([loads, authenticator.isReturned(credential)], [0, false]);
    const answers = await Promise.all([authenticator.current(), authenticator.quietly()]);
    assert.equal(authenticator.isReturned(credential), true);
    authenticator.refused(credential);
    assert.deepEqual(answers, [{ subject: 'alice' }, credential]);
    assert.deepEqual([loads, calls], [1, ['current', 'quietly', 'refused']]);
  });

  it('is not loaded to be asked what came late', async () => {
    const calls: string[] = [];
    const authenticator = new DeferredAuthenticator(() => Promise.resolve(scripted(calls)));
    assert.deepEqual([await authenticator.late(), await authenticator.currentLate()], [undefined, undefined]);
    await authenticator.quietly();
    assert.deepEqual(
      [await authenticator.late(), await authenticator.currentLate()],
      [credential, { subject: 'alice' }],
    );
  });

  it('opens its window within the click, once it is there', async () => {
    const calls: string[] = [];
    const authenticator = new DeferredAuthenticator(() => Promise.resolve(scripted(calls)));
    await authenticator.quietly();
    void authenticator.withPopup();
    assert.deepEqual(calls, ['quietly', 'withPopup']);
  });

  it('that cannot be loaded is told, and asked for again', async () => {
    const calls: string[] = [];
    const loads = [Promise.reject(new TypeError('gone')), Promise.resolve(scripted(calls))];
    const authenticator = new DeferredAuthenticator(() => loads.shift() ?? Promise.reject(new Error('once more')));
    await assert.rejects(authenticator.quietly(), { code: 'script-unreachable' });
    assert.equal(await authenticator.quietly(), credential);
  });
});
