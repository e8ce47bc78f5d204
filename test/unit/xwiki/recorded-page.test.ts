import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { recordedPage } from '../../../demo/xwiki/recorded-page.ts';
import { Markup } from '../../../demo/template.ts';

for (const reader of ['guest', 'user']) {
  test(`the twin loads the scripts of a ${reader}’s recorded page in their order`, async () => {
    const recorded = await readFile(`test/fixtures/xwiki/${reader}.order.txt`, 'utf8');
    const html = await recordedPage({
      path: 'Alpha/Room',
      signedIn: reader === 'user',
      action: 'view',
      settings: {},
      bar: new Markup(''),
      content: new Markup(''),
    });
    const expected = [...recorded.matchAll(/^ *\d+ \w+ script (\/\S+)/gm)].map(([, address = '']) => address);
    const found = [...html.matchAll(/<script\s[^>]*?src=["']([^"']+)/g)].map(([, address = '']) => address);
    // The trial's own two scripts are our one.
    const others = (address: string): boolean => !address.includes('/WikiRoom/');
    const named = (address: string): string => address.replaceAll('AliceSpace', 'Alpha').replaceAll('&#38;', '&');
    assert.ok(expected.length > 30);
    assert.deepEqual(found.filter(others).map(named), expected.filter(others).map(named));
    const ours = found.findIndex((address) => address.includes('/WikiRoom/Code/Loader'));
    assert.equal(
      ours,
      expected.findIndex((address) => address.includes('/WikiRoom/Code/Always')),
    );
    assert.ok(ours > found.findIndex((address) => address.includes('/prototype.js')));
  });
}
