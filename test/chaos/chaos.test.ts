import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameOf, report } from './report.ts';
import { runChaos } from './run-chaos.ts';
import { seeds } from './seeds.ts';

describe('chaos', () => {
  for (const options of seeds) {
    it(`loses and doubles nothing: ${nameOf(options)}`, async () => {
      const result = await runChaos(options);
      console.log(report(result, options));
      assert.deepEqual(result.problems, []);
    });
  }
});
