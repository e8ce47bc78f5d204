import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../../scripts/run.ts';

test('what a tool prints can be counted, whatever colours the terminal asks for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wiki-room-run-'));
  const before = { ...process.env };
  process.env['FORCE_COLOR'] = '1';
  // By this a runner of tests knows that it is a test itself, and would run none.
  Reflect.deleteProperty(process.env, 'NODE_TEST_CONTEXT');
  try {
    const file = join(folder, 'one.test.mjs');
    await writeFile(file, `import test from 'node:test'; test('one', () => {});`);
    const { output } = await run('node', ['--test', '--test-reporter=spec', file], { quiet: true });
    assert.match(output, /^ℹ pass 1$/m);
  } finally {
    Reflect.deleteProperty(process.env, 'FORCE_COLOR');
    Object.assign(process.env, before);
    await rm(folder, { recursive: true });
  }
});

test('a tool that hangs is ended, and has failed; one that goes on printing is not', async () => {
  const node = (script: string): Promise<{ code: number; output: string }> =>
    run('node', ['-e', script], { quiet: true, longestSilenceMs: 3_000 });
  const printing = `let left = 8; const timer = setInterval(() => { console.log(left); if (--left === 0) clearInterval(timer); }, 500);`;
  const [hung, slow] = await Promise.all([node(`console.log('begun'); setInterval(() => {}, 1000);`), node(printing)]);
  assert.deepEqual([hung.code === 0, hung.output], [false, 'begun\n']);
  assert.deepEqual([slow.code, slow.output.split('\n').length], [0, 9]);
});
