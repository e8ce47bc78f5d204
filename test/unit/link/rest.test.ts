import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TestPage, countingBrowser } from './engines.ts';

const minute = 60_000;

describe('a page whose last room has gone', () => {
  test('keeps neither worker nor lock, listener nor timer, and begins anew with the next room', async () => {
    const { browser, engines, faults } = countingBrowser();
    const page = new TestPage(browser).follow().call();
    await browser.clock.advance(1_000);
    assert.ok(page.page.listeners > 0);
    page.leave();
    await browser.clock.advance(minute + 1_000);
    assert.equal(browser.workers.size, 0);
    assert.deepEqual(browser.held(), []);
    assert.equal(page.page.listeners, 0);
    await browser.clock.advance(10 * minute);
    assert.equal(browser.clock.ahead, 0);

    page.session = undefined;
    page.follow().call();
    await browser.clock.advance(1_000);
    assert.deepEqual([page.session, page.answered], [{ state: 'signed-in', userId: '2', deviceId: 'D' }, 2]);
    page.leave();
    await browser.clock.advance(minute + 1_000);
    assert.equal(browser.workers.size, 0);
    assert.deepEqual([engines.length, faults], [2, []]);
  });

  test('goes on as it was where a room comes within a minute of the last one', async () => {
    const { browser, engines } = countingBrowser();
    const page = new TestPage(browser).follow();
    for (let times = 0; times < 5; times++) {
      await browser.clock.advance(1_000);
      page.leave();
      await browser.clock.advance(minute - 1_000);
      page.follow();
    }
    await browser.clock.advance(10 * minute);
    assert.deepEqual([engines.length, browser.workers.size], [1, 1]);
  });

  test('goes on where a room comes while the engine is asked', async () => {
    const { browser, engines } = countingBrowser(50, 3_000);
    const page = new TestPage(browser).follow();
    await browser.clock.advance(1_000);
    page.leave();
    await browser.clock.advance(minute + 1_000);
    page.follow();
    await browser.clock.advance(10_000);
    page.leave();
    await browser.clock.advance(minute - 1_000);
    assert.deepEqual([engines.length, browser.workers.size], [1, 1]);
  });

  test('keeps an engine that has something to do, until that is done', async () => {
    const { browser, engines } = countingBrowser();
    const page = new TestPage(browser).follow();
    await browser.clock.advance(1_000);
    engines[0]!.needed = true;
    page.leave();
    await browser.clock.advance(10 * minute);
    assert.equal(browser.workers.size, 1);
    engines[0]!.needed = false;
    await browser.clock.advance(minute + 1_000);
    assert.equal(browser.workers.size, 0);
  });

  test('waits for what was asked', async () => {
    const { browser } = countingBrowser(50, 5 * minute);
    const page = new TestPage(browser).call();
    await browser.clock.advance(4 * minute);
    assert.equal(browser.workers.size, 1);
    await browser.clock.advance(2 * minute);
    assert.equal(page.answered, 1);
    await browser.clock.advance(10 * minute);
    assert.equal(browser.workers.size, 0);
  });

  test('stays while other pages use its engine; one that uses the engine of another page goes', async () => {
    const { browser, engines } = countingBrowser();
    const [holder, other, third] = [new TestPage(browser), new TestPage(browser), new TestPage(browser)];
    for (const page of [holder, other, third]) {
      page.follow();
      await browser.clock.advance(200);
    }
    holder.leave();
    other.leave();
    await browser.clock.advance(10 * minute);
    third.call();
    await browser.clock.advance(1_000);
    assert.deepEqual([engines.length, engines[0]?.gone, third.answered], [1, 1, 1]);
    assert.equal(other.page.events.listeners, 0);
    third.leave();
    await browser.clock.advance(2 * minute + 2_000);
    assert.deepEqual([browser.workers.size, browser.held()], [0, []]);
  });

  test('asks for no engine where there is none, and tells the next room nothing of the last attempt', async () => {
    const { browser, engines } = countingBrowser();
    browser.load = () => 'fails';
    const page = new TestPage(browser).follow();
    await browser.clock.advance(2 * minute);
    assert.equal(page.session?.state, 'failed');
    page.leave();
    await browser.clock.advance(2 * minute);
    assert.equal(browser.clock.ahead, 0);
    browser.load = () => 'loads';
    await browser.clock.advance(10 * minute);
    assert.equal(engines.length, 0);
    page.session = undefined;
    page.follow();
    const told: unknown[] = [];
    page.link.subscribe('session', '', ({ state }) => told.push(state));
    await browser.clock.advance(1_000);
    assert.deepEqual(told, ['signed-in']);
  });

  test('is not woken by a room that has gone before it was painted', async () => {
    const { browser, engines } = countingBrowser();
    const page = new TestPage(browser);
    const { promise, resolve } = Promise.withResolvers<void>();
    page.link.startAfter(promise);
    page.follow().leave();
    resolve();
    await browser.clock.advance(minute + 1_000);
    assert.deepEqual([engines.length, browser.clock.ahead], [0, 0]);
  });

  test('lets go also where it comes back from the cache of pages meanwhile', async () => {
    const { browser, engines } = countingBrowser();
    const page = new TestPage(browser).follow();
    await browser.clock.advance(1_000);
    page.leave();
    page.page.hide(true);
    page.page.freeze();
    await browser.clock.advance(10 * minute);
    page.page.thaw();
    page.page.show();
    await browser.clock.advance(minute + 2_000);
    assert.deepEqual([browser.workers.size, page.page.listeners], [0, 0]);
    page.follow();
    await browser.clock.advance(1_000);
    assert.equal(page.session?.state, 'signed-in');
    assert.ok(engines.length <= 3);
  });
});
