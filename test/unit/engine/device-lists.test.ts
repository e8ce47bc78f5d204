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
    it(`stay unknown after ${what}, until the next answer`, async () => {
      const lists = new DeviceLists();
      await asks(lists, people, failure);
      assert.deepEqual([lists.settle(people, lists.moment), lists.known(people)], ['refused', false]);
      await asks(lists, people, answer);
      assert.deepEqual([lists.settle(people, lists.moment), lists.known(people)], ['known', true]);
    });
  }

  it('are those of whom nobody had to ask', () => {
    const lists = new DeviceLists();
    assert.equal(lists.settle(people, lists.moment), 'known');
    assert.equal(lists.known(people), true);
  });

  it('are not those who are still asked for', async () => {
    const lists = new DeviceLists();
    let during: string | undefined;
    await asks(lists, people, () => {
      during = lists.settle(people, lists.moment);
      return answer();
    });
    assert.equal(during, 'refused');
  });

  for (const [what, change] of Object.entries({
    somebody: (lists: DeviceLists) => lists.forget(['@bob:example.org']),
    everybody: (lists: DeviceLists) => lists.forget(),
  })) {
    it(`are not those of ${what}, where they changed since it was asked`, async () => {
      const lists = new DeviceLists();
      const since = lists.moment;
      await asks(lists, people, () => {
        change(lists);
        return answer();
      });
      assert.deepEqual([lists.settle(people, since), lists.known(people)], ['changed', false]);
      // Asked once more, nobody had to ask for them: the machine knew.
      assert.equal(lists.settle(people, lists.moment), 'known');
    });
  }

  it('are with the machine once it has taken in what came before', async () => {
    const lists = new DeviceLists();
    const others = ['@carol:example.org'];
    assert.equal(lists.isTaken(people), true);
    await asks(lists, people, answer);
    assert.deepEqual([lists.isTaken(people), lists.isTaken(others)], [false, true]);
    await lists.taking(() => asks(lists, people, answer));
    // One came while it was at it.
    assert.equal(lists.isTaken(people), false);
    await lists.taking(async () => undefined);
    assert.equal(lists.isTaken(people), true);
    await asks(lists, people, () => Promise.reject(new TypeError('Failed to fetch')));
    assert.equal(lists.isTaken(people), true);
    await asks(lists, people, answer);
    await assert.rejects(lists.taking(() => Promise.reject(new Error('late'))));
    assert.equal(lists.isTaken(people), false);
  });
});
