import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TestPage, codeOf, countingBrowser } from './engines.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';

describe('the start of an engine', () => {
  test('waits for an engine that loads slowly in another page', async () => {
    const { browser, engines } = countingBrowser(40_000);
    const page = new TestPage(browser).call();
    await browser.clock.advance(10);
    const other = new TestPage(browser).call();
    await browser.clock.advance(41_000);
    assert.deepEqual([page.answered, other.answered], [1, 1]);
    assert.equal(engines.length, 1);
  });

  test('lets an engine wait that lives while it starts, as where another process keeps the storage busy', async () => {
    const { browser, engines } = countingBrowser(290_000);
    const page = new TestPage(browser).follow().call();
    await browser.clock.advance(291_000);
    assert.equal(engines.length, 1);
    assert.equal(page.answered, 1);
    assert.deepEqual(page.failures, []);
  });

  test('starts a worker again that hangs while it starts, unless the page slept with it', async () => {
    const { browser, engines } = countingBrowser(20_000);
    const page = new TestPage(browser).follow().call();
    await browser.clock.advance(5_000);
    engines[0]?.worker.agent.freeze();
    page.page.freeze();
    await browser.clock.advance(3_600_000);
    page.page.thaw();
    await browser.clock.advance(50_000);
    assert.equal(engines.length, 1);
    await browser.clock.advance(40_000);
    assert.equal(engines.length, 2);
    assert.equal(page.answered, 1);
  });

  test('says what stands in the way where an engine lives and never serves', async () => {
    const { browser, engines } = countingBrowser(1e9);
    const page = new TestPage(browser).follow();
    await browser.clock.advance(290_000);
    const before = page.session;
    await browser.clock.advance(20_000);
    assert.deepEqual([before, engines.length], [undefined, 1]);
    assert.ok(page.session?.state === 'failed');
    assert.deepEqual([page.session.error.code, page.session.error.detail], ['storage-unavailable', 'blocked']);
  });

  test('starts a worker again that died without a word', async () => {
    const { browser, engines } = countingBrowser();
    const page = new TestPage(browser).follow();
    await browser.clock.advance(200);
    engines[0]?.worker.agent.kill();
    page.call();
    await browser.clock.advance(15_000);
    assert.equal(page.answered, 1);
    assert.equal(engines.length, 2);
  });

  test('finds out about a dead worker also while nothing is asked', async () => {
    const { browser, engines } = countingBrowser();
    const page = new TestPage(browser).follow();
    await browser.clock.advance(200);
    engines[0]?.worker.agent.kill();
    await browser.clock.advance(45_000);
    assert.deepEqual(page.session, { state: 'signed-in', userId: '2', deviceId: 'D' });
  });

  test('begins anew after WebAssembly has trapped, and after no other error', async () => {
    const { browser, engines } = countingBrowser();
    const page = new TestPage(browser).follow();
    await browser.clock.advance(200);
    engines[0]?.worker.throwError(new TypeError('of no account'));
    await browser.clock.advance(5_000);
    assert.equal(engines.length, 1);
    engines[0]?.worker.throwError(new WebAssembly.RuntimeError('unreachable'));
    page.call();
    await browser.clock.advance(2_000);
    assert.equal(page.answered, 1);
    assert.equal(engines.length, 2);
    assert.ok(engines[0]?.stopped);
  });

  test('gives up after five attempts, says so, and tries again when asked again', async () => {
    const { browser, engines } = countingBrowser();
    let loads = 0;
    browser.load = () => {
      loads++;
      return 'fails';
    };
    const page = new TestPage(browser).follow().call();
    await browser.clock.advance(30_000);
    assert.equal(loads, 5);
    assert.deepEqual(page.failures.map(codeOf), ['engine-lost']);
    assert.ok(page.session?.state === 'failed' && page.session.error.code === 'engine-lost');
    browser.load = () => 'loads';
    page.call();
    await browser.clock.advance(2_000);
    assert.equal(page.answered, 1);
    assert.equal(engines.length, 1);
    assert.equal(page.session.state, 'signed-in');
  });

  test('tries again by itself after it gave up: after a while, or when the network comes back', async () => {
    for (const sign of [undefined, 'online']) {
      const { browser, engines } = countingBrowser();
      browser.load = () => 'fails';
      const page = new TestPage(browser).follow();
      await browser.clock.advance(10_000);
      assert.equal(page.session?.state, 'failed');
      browser.load = () => 'loads';
      if (sign !== undefined) page.page.events.dispatchEvent(new Event(sign));
      await browser.clock.advance(sign === undefined ? 35_000 : 1_000);
      assert.deepEqual(page.session, { state: 'signed-in', userId: '1', deviceId: 'D' });
      assert.equal(engines.length, 1);
    }
  });

  test('starts a new worker where the engine gives up, as one whose keys could not be stored', async () => {
    const { browser, engines } = countingBrowser();
    const page = new TestPage(browser).follow();
    await browser.clock.advance(200);
    engines[0]?.worker.giveUp(new DOMException('closed', 'AbortError'));
    await browser.clock.advance(2_000);
    assert.equal(engines.length, 2);
    assert.ok(engines[0]?.stopped);
    assert.deepEqual(page.session, { state: 'signed-in', userId: '2', deviceId: 'D' });
  });

  test('lets another page try when it has given up', async () => {
    const { browser } = countingBrowser();
    const old = new TestPage(browser).follow();
    browser.load = () => 'fails';
    await browser.clock.advance(10);
    const fresh = new TestPage(browser);
    await browser.clock.advance(30_000);
    browser.load = () => 'loads';
    fresh.call();
    await browser.clock.advance(2_000);
    assert.equal(fresh.answered, 1);
    assert.equal(old.session?.state, 'signed-in');
  });

  test('starts the script by its own address where blob workers are refused and it is of the same origin', async () => {
    const { browser } = countingBrowser();
    browser.load = (url) => (url.startsWith('blob:') ? 'throws' : 'loads');
    const near = new TestPage(browser, {}, 'https://wiki.example.org/engine.js').call();
    await browser.clock.advance(2_000);
    assert.equal(near.answered, 1);
    near.page.kill();
    const far = new TestPage(browser).call();
    await browser.clock.advance(30_000);
    assert.deepEqual(far.failures.map(codeOf), ['engine-lost']);
  });

  test('says why the engine could not start, at once where trying again is of no use', async () => {
    const { browser } = countingBrowser();
    browser.start = () => Promise.reject(new WikiRoomError('storage-full'));
    const page = new TestPage(browser).call();
    await browser.clock.advance(200);
    assert.deepEqual(page.failures.map(codeOf), ['storage-full']);
  });
});
