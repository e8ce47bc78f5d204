import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPlainHostPage } from '../../../src/host/plain-host-page.ts';

test('tells address, title and language of the page as they are now', () => {
  const document = { URL: 'https://wiki.example.org/a?b#c', title: 'One', documentElement: { lang: 'de' } };
  const page = createPlainHostPage(document as unknown as Document);
  assert.equal(page.url, 'https://wiki.example.org/a?b');
  assert.equal(page.language, 'de');
  document.title = 'Two';
  assert.equal(page.title, 'Two');
});
