import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TestPage, codeOf, countingBrowser, settings } from './engines.ts';
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

  test('takes nobody for dead while its own page is in the background, and does so within ten seconds of its return', async () => {
    const { browser, engines, faults } = countingBrowser();
    const holder = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const other = new TestPage(browser).follow();
    await browser.clock.advance(200);
    other.page.turn('hidden');
    holder.page.freeze();
    engines[0]?.worker.agent.freeze();
    other.call();
    await browser.clock.advance(3_600_000);
    assert.deepEqual([other.answered, engines.length], [0, 1]);
    other.page.turn('visible');
    await browser.clock.advance(10_000);
    assert.deepEqual([other.answered, engines.length], [1, 2]);
    assert.deepEqual(faults, []);
  });

  test('takes nobody for dead where it was opened in the background', async () => {
    const { browser, engines } = countingBrowser();
    const holder = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const other = new TestPage(browser);
    other.page.turn('hidden');
    holder.page.freeze();
    engines[0]?.worker.agent.freeze();
    other.follow().call();
    await browser.clock.advance(3_600_000);
    assert.deepEqual([other.answered, engines.length], [0, 1]);
    other.page.turn('visible');
    await browser.clock.advance(10_000);
    assert.deepEqual([other.answered, engines.length], [1, 2]);
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
    page.leave();
    await browser.clock.advance(61_000);
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
