import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeviceLists } from '../../../src/engine/crypto/device-lists.ts';

const url = 'https://matrix.example.org/_matrix/client/v3/keys/query';
const answer = (): Promise<Response> => Promise.resolve(Response.json({ device_keys: {} }));
const people = ['@alice:example.org', '@bob:example.org'];

/** One question for the devices of `users` and what becomes of it. */
async function asks(lists: DeviceLists, users: readonly string[], becomes: () => Promise<Response>): Promise<void> {
  const body = JSON.stringify({ device_keys: Object.fromEntries(users.map((user) => [user, []])) });
  await lists
    .watch(becomes)(url, { method: 'POST', body })
    .catch(() => undefined);
}

describe('whose devices are known', () => {
  it('are those of whom the homeserver has told', async () => {
    const lists = new DeviceLists();
    await asks(lists, ['@alice:example.org'], answer);
    assert.deepEqual([lists.known(['@alice:example.org']), lists.known(people)], [true, false]);
  });

  it('are not those of whom they may have changed', async () => {
    const lists = new DeviceLists();
    await asks(lists, people, answer);
    lists.forget(['@bob:example.org']);
    assert.deepEqual([lists.known(['@alice:example.org']), lists.known(people)], [true, false]);
    lists.forget();
    assert.equal(lists.known(['@alice:example.org']), false);
  });

  it('are not those who changed while the answer was under way', async () => {
    const lists = new DeviceLists();
    await asks(lists, people, () => {
      lists.forget(['@bob:example.org']);
      return answer();
    });
    assert.deepEqual([lists.known(['@alice:example.org']), lists.known(people)], [true, false]);
  });

  for (const [what, failure] of Object.entries({
    'a refusal': () => Promise.resolve(Response.json({ errcode: 'M_UNKNOWN' }, { status: 500 })),
    'a page of a proxy': () => Promise.resolve(new Response('<!doctype html>')),
    'an answer without devices': () => Promise.resolve(Response.json({})),
    'no network': () => Promise.reject(new TypeError('Failed to fetch')),
  })) {
    it(`stay unknown after ${what}, until the next answer`, async (t) => {
      t.mock.timers.enable({ apis: ['setTimeout'] });
      const lists = new DeviceLists();
      await asks(lists, people, failure);
      assert.deepEqual([await lists.settled(people, 0), lists.known(people)], [false, false]);
      const nothingAsked = lists.settled(people, lists.answers);
      t.mock.timers.tick(5_000);
      assert.equal(await nothingAsked, false);
      const settled = lists.settled(people, lists.answers);
      await asks(lists, people, answer);
      assert.deepEqual([await settled, lists.known(people)], [true, true]);
    });
  }

  it('are those of whom nobody had to ask', async () => {
    const lists = new DeviceLists();
    assert.equal(await lists.settled(people, 0), true);
    assert.equal(lists.known(people), true);
  });
});
