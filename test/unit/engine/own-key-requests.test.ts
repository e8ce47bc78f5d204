import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { OwnKeyRequests } from '../../../src/engine/crypto/own-key-requests.ts';

const upload = 'https://matrix.example.org/_matrix/client/v3/keys/upload';
const query = 'https://matrix.example.org/_matrix/client/v3/keys/query';
const clash = { errcode: 'M_UNKNOWN', error: 'One time key signed_curve25519:AAAAHQ already exists. Old key: {}' };

function world(answer: () => Response) {
  const told: string[] = [];
  let asked = 0;
  const requests = new OwnKeyRequests({
    userId: '@alice:example.org',
    deviceId: 'DEVICE',
    refused: () => told.push('refused'),
    taken: () => told.push('taken'),
    differs: () => told.push('differs'),
  });
  const fetch = requests.watch(async () => {
    asked++;
    return answer();
  });
  return { told, requests, fetch, asked: () => asked };
}

describe("a device's own keys at the homeserver", () => {
  it('are refused where one of them clashes: it is asked once, and answers the same for a while', async () => {
    const { told, fetch, asked } = world(() => Response.json(clash, { status: 400 }));
    for (let i = 0; i < 20; i++) {
      const response = await fetch(upload);
      assert.equal(response.status, 400);
      assert.deepEqual(await response.json(), clash);
    }
    assert.equal(asked(), 1);
    assert.deepEqual(told, ['refused']);
  });

  it('may be taken after some minutes, which is told', async (t) => {
    let status = 400;
    const { told, fetch, asked } = world(() => Response.json(status === 400 ? clash : {}, { status }));
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    await fetch(upload);
    status = 200;
    now += 59_000;
    await fetch(upload);
    assert.equal(asked(), 1);
    now += 2_000;
    assert.equal((await fetch(upload)).status, 200);
    assert.deepEqual(told, ['refused', 'taken']);
  });

  it('are not taken for refused by what passes, nor at once by what nobody knows', async () => {
    for (const status of [401, 403, 429, 500, 502]) {
      const { told, fetch } = world(() => Response.json({ errcode: 'M_X' }, { status }));
      for (let i = 0; i < 6; i++) await fetch(upload);
      assert.deepEqual(told, []);
    }
    const { told, fetch, asked } = world(() => Response.json({ errcode: 'M_INVALID_PARAM' }, { status: 400 }));
    for (let i = 0; i < 6; i++) await fetch(upload);
    assert.deepEqual([told, asked()], [['refused'], 3]);
  });

  it('differ where the homeserver tells of another key under the same device, and only of this one', async () => {
    const deviceKeys = (user: string, device: string, key: string): object => ({
      device_keys: { [user]: { [device]: { keys: { [`ed25519:${device}`]: key } } } },
    });
    const answers: [object, readonly string[]][] = [
      [deviceKeys('@alice:example.org', 'DEVICE', 'own'), []],
      [deviceKeys('@alice:example.org', 'OTHER', 'foreign'), []],
      [deviceKeys('@bob:example.org', 'DEVICE', 'foreign'), []],
      [{ device_keys: { '@alice:example.org': { DEVICE: 'broken' } } }, []],
      [deviceKeys('@alice:example.org', 'DEVICE', 'foreign'), ['differs']],
    ];
    for (const [answer, expected] of answers) {
      const { told, requests, fetch } = world(() => Response.json(answer));
      requests.fingerprint = 'own';
      await fetch(query);
      assert.deepEqual(told, expected);
    }
  });

  describe('are lost where the device was deleted and made anew', () => {
    const first = { body: JSON.stringify({ device_keys: {}, one_time_keys: {} }) };
    const later = { body: JSON.stringify({ one_time_keys: {} }) };
    const other = { '@alice:example.org': { OTHER: {} } };
    const there = { '@alice:example.org': { DEVICE: {} } };

    function device() {
      let devices: object = other;
      const { told, fetch } = world(() => Response.json({ device_keys: devices }));
      const ask = (answer: object) => {
        devices = answer;
        return fetch(query);
      };
      return { told, ask, give: (keys: { body: string }) => fetch(upload, keys) };
    }

    it('whichever is seen first: that it gave its keys before, or that they are gone', async () => {
      const one = device();
      await one.ask(other);
      await one.give(later);
      const two = device();
      await two.give(later);
      await two.ask(other);
      await two.ask(other);
      assert.deepEqual([one.told, two.told], [['refused'], ['refused']]);
    });

    it('and are there again where the homeserver tells of it after all', async () => {
      const { told, ask, give } = device();
      await ask(other);
      await give(later);
      await ask(there);
      assert.deepEqual(told, ['refused', 'taken']);
    });

    it('but not where others were asked for, nor by an answer that may be older than the keys', async (t) => {
      let now = 0;
      t.mock.method(performance, 'now', () => now);
      const { told, ask, give } = device();
      await ask(other);
      await give(first);
      await give(later);
      await ask({ '@bob:example.org': {} });
      now += 59_000;
      await ask(other);
      assert.deepEqual(told, []);
      now += 2_000;
      await ask(other);
      assert.deepEqual(told, ['refused']);
    });
  });
});
