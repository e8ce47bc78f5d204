import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { part } from '../../../src/protocol/part.ts';

describe('a part of the script', () => {
  it('is loaded once; each try after a failure has an address of its own', async () => {
    const asked: string[] = [];
    let answers = false;
    const load = part(async (again) => {
      asked.push(again);
      if (!answers) throw new TypeError('Failed to fetch dynamically imported module');
      return 'the part';
    });
    await assert.rejects(Promise.all([load(), load()]), TypeError);
    await assert.rejects(load(), TypeError);
    answers = true;
    assert.deepEqual(await Promise.all([load(), load()]), ['the part', 'the part']);
    assert.deepEqual(asked, ['', '?try=2', '?try=3']);
  });
});
