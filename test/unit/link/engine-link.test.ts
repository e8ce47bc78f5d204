import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TestPage, codeOf, countingBrowser, settings } from './engines.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { linkNames } from '../../../src/link/names.ts';

describe('the link to the engine', () => {
  test('starts nothing before it is asked', async () => {
    const { browser, engines } = countingBrowser();
    const page = new TestPage(browser);
    await browser.clock.advance(60_000);
    assert.equal(engines.length, 0);
    page.call();
    await browser.clock.advance(1_000);
    assert.equal(page.answered, 1);
  });

  test('gives one engine to all pages', async () => {
    const { browser, engines, faults } = countingBrowser();
    const pages = [1, 2, 3, 4, 5].map(() => new TestPage(browser).follow().call());
    await browser.clock.advance(1_000);
    assert.equal(engines.length, 1);
    assert.deepEqual(
      pages.map(({ answered }) => answered),
      [1, 1, 1, 1, 1],
    );
    assert.ok(pages.every(({ session }) => session?.state === 'signed-in'));
    assert.deepEqual(faults, []);
  });

  test('goes on with the next page when the holder is closed, and asks again what was open', async () => {
    const { browser, engines, faults } = countingBrowser(50, 500);
    const holder = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const other = new TestPage(browser).follow();
    await browser.clock.advance(200);
    other.call();
    await browser.clock.advance(100);
    holder.page.hide(false);
    holder.page.kill();
    await browser.clock.advance(1_000);
    assert.equal(engines.length, 2);
    assert.equal(other.answered, 1);
    assert.deepEqual(other.session, { state: 'signed-in', userId: '2', deviceId: 'D' });
    assert.deepEqual(faults, []);
  });

  test('takes over from a holder that is frozen with its worker, within ten seconds', async () => {
    const { browser, engines, faults } = countingBrowser();
    const holder = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const other = new TestPage(browser).follow();
    await browser.clock.advance(200);
    holder.page.freeze();
    engines[0]?.worker.agent.freeze();
    other.call();
    await browser.clock.advance(10_000);
    assert.equal(other.answered, 1);
    assert.equal(engines.length, 2);
    // The frozen one wakes: its worker stops, its page follows the new engine.
    holder.page.thaw();
    engines[0]?.worker.agent.thaw();
    holder.call();
    await browser.clock.advance(10_000);
    assert.equal(holder.answered, 1);
    assert.equal(engines.length, 2);
    assert.ok(engines[0]?.stopped === true || engines[0]?.worker.agent.alive === false);
    assert.deepEqual(holder.session, other.session);
    assert.deepEqual(faults, []);
  });

  test('stops an engine that wakes after its lock was stolen, also while its page still sleeps', async () => {
    const { browser, engines } = countingBrowser();
    const holder = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const other = new TestPage(browser).follow().call();
    await browser.clock.advance(200);
    holder.page.freeze();
    engines[0]?.worker.agent.freeze();
    other.call();
    await browser.clock.advance(10_000);
    engines[0]?.worker.agent.thaw();
    await browser.clock.advance(10);
    assert.equal(engines[0]?.stopped, true);
    assert.equal(browser.workers.size, 1);
  });

  test('puts a page that was robbed back in line', async () => {
    const { browser, engines } = countingBrowser();
    const holder = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const other = new TestPage(browser).follow();
    await browser.clock.advance(200);
    holder.page.freeze();
    engines[0]?.worker.agent.freeze();
    other.call();
    await browser.clock.advance(10_000);
    holder.page.thaw();
    await browser.clock.advance(200);
    other.page.kill();
    await browser.clock.advance(200);
    assert.deepEqual(holder.session, { state: 'signed-in', userId: '3', deviceId: 'D' });
  });

  test('does not trust its watch after the computer slept', async () => {
    const { browser, engines } = countingBrowser();
    const holder = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const other = new TestPage(browser).follow();
    await browser.clock.advance(200);
    engines[0]?.worker.agent.freeze();
    other.call();
    await browser.clock.advance(5_000);
    // The engine was asked for a sign of life; now everything sleeps, and this page wakes first.
    other.page.freeze();
    holder.page.freeze();
    await browser.clock.advance(3_600_000);
    other.page.thaw();
    await browser.clock.advance(100);
    engines[0]?.worker.agent.thaw();
    holder.page.thaw();
    await browser.clock.advance(10_000);
    assert.equal(other.answered, 1);
    assert.equal(engines.length, 1);
  });

  test('keeps an engine whose page is frozen and whose worker answers', async () => {
    const { browser, engines } = countingBrowser();
    const holder = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const other = new TestPage(browser).follow();
    await browser.clock.advance(200);
    holder.page.freeze();
    other.call();
    await browser.clock.advance(60_000);
    assert.equal(other.answered, 1);
    assert.equal(engines.length, 1);
  });

  test('takes nobody for dead while its own page was frozen', async () => {
    const { browser, engines } = countingBrowser(50, 3_000);
    const holder = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const other = new TestPage(browser).follow();
    await browser.clock.advance(200);
    other.call();
    await browser.clock.advance(10);
    other.page.freeze();
    await browser.clock.advance(3_600_000);
    other.page.thaw();
    await browser.clock.advance(10_000);
    assert.equal(other.answered, 1);
    assert.equal(engines.length, 1);
    assert.equal(holder.session?.state, 'signed-in');
  });

  test('waits for a long call as long as the engine lives', async () => {
    const { browser, engines } = countingBrowser(50, 300_000);
    const page = new TestPage(browser).call();
    const other = new TestPage(browser).call();
    await browser.clock.advance(301_000);
    assert.deepEqual([page.answered, other.answered], [1, 1]);
    assert.equal(engines.length, 1);
  });

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

  test('tells the engine of a page that has gone, by itself or without a word', async () => {
    const { browser, engines } = countingBrowser();
    new TestPage(browser).follow();
    await browser.clock.advance(200);
    const [closed, crashed] = [new TestPage(browser).follow(), new TestPage(browser).follow()];
    await browser.clock.advance(200);
    assert.equal(engines[0]?.gone, 0);
    closed.page.hide(false);
    await browser.clock.advance(200);
    assert.equal(engines[0].gone, 1);
    crashed.page.kill();
    await browser.clock.advance(200);
    assert.equal(engines[0].gone, 2);
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

  test('holds nothing in the back/forward cache, and is there again afterwards', async () => {
    const { browser, engines } = countingBrowser();
    const holder = new TestPage(browser).follow();
    const other = new TestPage(browser).follow();
    await browser.clock.advance(200);
    holder.page.hide(true);
    holder.page.freeze();
    await browser.clock.advance(200);
    assert.equal(engines.length, 2);
    assert.equal(engines[0]?.worker.agent.alive, false);
    holder.page.thaw();
    holder.page.show();
    holder.call();
    await browser.clock.advance(500);
    assert.equal(holder.answered, 1);
    assert.deepEqual(holder.session, other.session);
    assert.equal(engines.length, 2);
  });

  test('lives alone where there are no locks', async () => {
    const { browser } = countingBrowser();
    const page = new TestPage(browser, { locks: true }).follow().call();
    await browser.clock.advance(1_000);
    assert.equal(page.answered, 1);
    assert.equal(page.session?.state, 'signed-in');
    page.link.dispose();
    assert.equal(browser.workers.size, 0);
  });

  test('drops what has not the shape of a message, on both sides', async () => {
    const { browser } = countingBrowser();
    const page = new TestPage(browser).follow().call();
    const foreign = new (browser.channelOf(browser.openPage()))(linkNames(settings.homeserver).channel);
    const junk = [
      null,
      1,
      'x',
      {},
      { kind: 'call', from: 'a', id: 1, name: 'constructor', args: {} },
      { kind: 'engine' },
    ];
    for (const message of [...junk, { kind: 'result', engine: 'none', to: 'x', id: 1 }]) foreign.postMessage(message);
    await browser.clock.advance(500);
    assert.equal(page.answered, 1);
  });

  test('refuses a command whose arguments have another shape', async () => {
    const { browser } = countingBrowser();
    const page = new TestPage(browser).follow();
    const call = page.link.call('measure', { room: '#a:b', text: 7 as unknown as string });
    const refused = assert.rejects(call, (error) => codeOf(error) === 'bad-request');
    await browser.clock.advance(500);
    await refused;
  });

  test('rejects what cannot be sent', async () => {
    const { browser } = countingBrowser();
    const page = new TestPage(browser);
    const call = page.link.call('measure', { room: '#a:b', text: (() => 1) as unknown as string });
    const refused = assert.rejects(call, (error) => codeOf(error) === 'bad-request');
    await browser.clock.advance(500);
    await refused;
  });
});
