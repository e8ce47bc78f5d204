import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { report } from './report.ts';
import { runChaos } from './run-chaos.ts';
import { seeds } from './seeds.ts';

describe('chaos', () => {
  for (const { seed, sends } of seeds) {
    it(`loses and doubles nothing: seed ${seed}, ${sends} messages`, async () => {
      const result = await runChaos({ seed, sends });
      console.log(report(result, sends));
      assert.deepEqual(result.problems, []);
    });
  }
});
