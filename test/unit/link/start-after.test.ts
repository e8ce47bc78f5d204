import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TestPage, countingBrowser } from './engines.ts';

describe('an engine that is to start after a moment', () => {
  for (const asks of [false, true]) {
    test(asks ? 'starts for a command at once' : 'does not start for what is followed', async () => {
      const { browser, engines } = countingBrowser();
      const page = new TestPage(browser);
      const { promise, resolve } = Promise.withResolvers<void>();
      page.link.startAfter(promise);
      page.follow();
      if (asks) page.call();
      await browser.clock.advance(1_000);
      assert.equal(engines.length, asks ? 1 : 0);
      resolve();
      await browser.clock.advance(1_000);
      assert.deepEqual([engines.length, page.session?.state], [1, 'signed-in']);
    });
  }
});
