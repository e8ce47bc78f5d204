import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { newestFetch } from '../../../src/engine/http/newest-fetch.ts';

const url = 'https://matrix.example.org/_matrix/client/v3/sync';

describe('what was long under way', () => {
  /** A request that was under way for so long, for an engine that is the newest or is not. */
  async function answered(t: TestContext, took: number, newest: boolean): Promise<string> {
    let now = 1_000;
    t.mock.method(performance, 'now', () => now);
    let asked = 0;
    const fetch = newestFetch(
      () => {
        now += took;
        return Promise.resolve(new Response('keys'));
      },
      () => {
        asked++;
        return Promise.resolve(newest);
      },
    );
    const text = await fetch(url).then(
      (response) => response.text(),
      (error: unknown) => WikiRoomError.from(error).code,
    );
    return `${text}, asked ${String(asked)}`;
  }

  it('is answered to the newest engine', async (t) => {
    assert.equal(await answered(t, 30_000, true), 'keys, asked 1');
  });

  it('is not answered to one that was replaced meanwhile', async (t) => {
    assert.equal(await answered(t, 8_000, false), 'engine-lost, asked 1');
  });

  it('is all that is asked about: nothing is replaced within a few seconds', async (t) => {
    assert.equal(await answered(t, 4_000, false), 'keys, asked 0');
  });
});
