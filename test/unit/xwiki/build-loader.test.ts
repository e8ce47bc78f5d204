import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildLoader, loaderBudget } from '../../../scripts/xwiki/build-loader.ts';

test('the loader is small, a classic script, and free of what XWiki’s compiler refuses', async () => {
  const script = await buildLoader();
  assert.ok(script.length <= loaderBudget);
  assert.match(script, /\.wikiRoom="\d+\.\d+\.\d+"/, 'it tells its version');
  assert.doesNotMatch(script, /\bimport\s*\(|import\.meta|\bstatic\s*\{|\bclass[\s{]|^\s*export\b|<\/script/);
  // It also parses as a function's body: neither `import` nor top-level `await`.
  assert.doesNotThrow(() => Reflect.construct(Function, [script]));
});
