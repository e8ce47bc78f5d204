import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { JwtCredential } from '../../../src/auth/oidc-sign-in.ts';
import { SilentSignIn } from '../../../src/auth/silent-sign-in.ts';

const credential = { kind: 'jwt', subject: 'alice' } as JwtCredential;

function provider(): {
  silent: SilentSignIn;
  visits: AbortSignal[];
  answer: (value: JwtCredential | undefined) => void;
} {
  const visits: AbortSignal[] = [];
  const { promise, resolve } = Promise.withResolvers<JwtCredential | undefined>();
  const silent = new SilentSignIn((signal) => {
    visits.push(signal);
    return promise;
  });
  return { silent, visits, answer: resolve };
}

describe('signing in silently', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  test('asks once for all who ask at the same time', async () => {
    const { silent, visits, answer } = provider();
    const both = Promise.all([silent.ask(), silent.ask()]);
    answer(credential);
    assert.deepEqual(await both, [credential, credential]);
    assert.equal(visits.length, 1);
  });

  test('gives an answer that was not waited for to all who wait when it comes, and to nobody later', async () => {
    const { silent, visits, answer } = provider();
    const asked = silent.ask();
    mock.timers.tick(4_000);
    assert.equal(await asked, undefined);
    const late = [silent.late(), silent.late()];
    answer(credential);
    assert.deepEqual(await Promise.all(late), [credential, credential]);
    assert.equal(await silent.late(), undefined);
    assert.equal(visits.length, 1);
  });

  test('asks a provider that has answered after all; one that has not, or wants a click, not again so soon', async () => {
    for (const found of [credential, undefined]) {
      const { silent, visits, answer } = provider();
      const asked = silent.ask();
      mock.timers.tick(4_000);
      await asked;
      assert.equal(await silent.ask(), undefined, 'while its answer is awaited');
      const late = silent.late();
      answer(found);
      await late;
      void silent.ask();
      assert.equal(visits.length, found === undefined ? 1 : 2);
    }
  });

  test('ends what runs when it is to forget, and gives its answer to nobody', async () => {
    const { silent, visits, answer } = provider();
    const asked = silent.ask();
    mock.timers.tick(4_000);
    await asked;
    const before = silent.late();
    silent.forget();
    assert.equal(visits[0]?.aborted, true);
    answer(credential);
    assert.deepEqual([await before, await silent.late()], [undefined, undefined]);
  });

  test('ends a visit that never answers', async () => {
    const { silent, visits } = provider();
    void silent.ask();
    const ended = (): readonly boolean[] => visits.map(({ aborted }) => aborted);
    mock.timers.tick(29_999);
    assert.deepEqual(ended(), [false]);
    mock.timers.tick(1);
    assert.deepEqual(ended(), [true]);
  });

  test('rejects as the visit does', async () => {
    const silent = new SilentSignIn(() => Promise.reject(new Error('unreachable')));
    await assert.rejects(silent.ask(), { message: 'unreachable' });
  });
});
