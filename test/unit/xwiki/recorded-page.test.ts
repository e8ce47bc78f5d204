import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { recordedPage } from '../../../demo/xwiki/recorded-page.ts';
import { Markup } from '../../../demo/template.ts';

const page = {
  path: 'Alpha/Room',
  user: undefined,
  action: 'view',
  settings: {},
  bar: new Markup(''),
  content: new Markup(''),
} as const;

for (const reader of ['guest', 'user']) {
  test(`the twin loads the scripts of a ${reader}’s recorded page in their order`, async () => {
    const recorded = await readFile(`test/fixtures/xwiki/${reader}.order.txt`, 'utf8');
    const html = await recordedPage({ ...page, user: reader === 'user' ? 'XWiki.Dave' : undefined });
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

test('the twin says who reads, and of a guest nothing', async () => {
  const referenceOf = (html: string): string | undefined => /data-xwiki-user-reference="([^"]*)"/.exec(html)?.[1];
  assert.equal(referenceOf(await recordedPage({ ...page, user: 'XWiki.Dave' })), 'xwiki:XWiki.Dave');
  assert.equal(referenceOf(await recordedPage({ ...page, user: 'XWiki."Dave"' })), 'xwiki:XWiki.&#34;Dave&#34;');
  assert.equal(referenceOf(await recordedPage(page)), undefined);
});
