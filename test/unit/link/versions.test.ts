import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { linkNames } from '../../../src/link/names.ts';
import { ownVersions } from '../../../src/link/versions.ts';
import { TestPage, codeOf, countingBrowser, nextVersions, settings } from './engines.ts';

describe('versions of the script on the pages of one browser', () => {
  test('a newer script takes over from an older engine; the older page says that it is old, for good', async () => {
    const { browser, engines, faults } = countingBrowser(50, 500);
    const old = new TestPage(browser).follow();
    await browser.clock.advance(200);
    old.call();
    await browser.clock.advance(100);
    const fresh = TestPage.newer(browser).follow().call();
    await browser.clock.advance(2_000);
    assert.equal(fresh.answered, 1);
    assert.deepEqual(fresh.session, { state: 'signed-in', userId: '2', deviceId: 'D' });
    assert.equal(engines[0]?.worker.agent.alive, false);
    assert.ok(old.outdated);
    assert.deepEqual(old.failures.map(codeOf), ['version-mismatch']);
    // It never runs an engine again, also when it is the only page left or comes back from the cache.
    fresh.page.hide(false);
    fresh.page.kill();
    old.page.hide(true);
    old.page.show();
    old.call();
    await browser.clock.advance(60_000);
    assert.equal(engines.length, 2);
    assert.deepEqual(old.failures.map(codeOf), ['version-mismatch', 'version-mismatch']);
    assert.deepEqual(faults, []);
  });

  test('an older script that comes later says so, and leaves the newer engine alone', async () => {
    const { browser, engines, faults } = countingBrowser();
    const fresh = TestPage.newer(browser).follow();
    await browser.clock.advance(200);
    const old = new TestPage(browser).follow().call();
    await browser.clock.advance(2_000);
    assert.ok(old.outdated);
    assert.equal(engines.length, 1);
    fresh.call();
    await browser.clock.advance(200);
    assert.equal(fresh.answered, 1);
    assert.deepEqual(faults, []);
  });

  test('a newer engine that still answers the older protocol serves the older page', async () => {
    const { browser, engines } = countingBrowser();
    const both = { ...nextVersions, oldest: 1, schema: ownVersions.schema };
    new TestPage(browser, {}, undefined, both).follow();
    await browser.clock.advance(200);
    const old = new TestPage(browser).follow().call();
    await browser.clock.advance(2_000);
    assert.equal(old.answered, 1);
    assert.equal(engines.length, 1);
  });

  test('a newer release takes over where all else is the same, and serves the older page', async () => {
    const { browser, engines, faults } = countingBrowser();
    const nextRelease = { ...ownVersions, release: ownVersions.release + 1 };
    const old = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const fresh = new TestPage(browser, {}, 'https://cdn.example.org/engine-2.js', nextRelease).follow().call();
    await browser.clock.advance(2_000);
    assert.equal(fresh.answered, 1);
    assert.deepEqual(fresh.session, { state: 'signed-in', userId: '2', deviceId: 'D' });
    assert.equal(engines[0]?.worker.agent.alive, false);
    old.call();
    const later = new TestPage(browser).follow().call();
    await browser.clock.advance(2_000);
    assert.deepEqual([old.outdated, old.answered, later.outdated, later.answered], [false, 1, false, 1]);
    assert.equal(engines.length, 2);
    assert.deepEqual(faults, []);
  });

  test('the release is that of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
    assert.equal(ownVersions.release, (major * 1_000 + minor) * 1_000 + patch);
  });

  test('a newer script whose engine does not start says why, and leaves the older one in its place', async () => {
    const { browser, engines } = countingBrowser();
    const old = new TestPage(browser).follow();
    await browser.clock.advance(200);
    browser.load = (_url, page) => (page.versions === nextVersions ? 'fails' : 'loads');
    const fresh = TestPage.newer(browser).follow();
    await browser.clock.advance(120_000);
    assert.ok(fresh.session?.state === 'failed' && fresh.session.error.code === 'engine-lost');
    old.call();
    await browser.clock.advance(60_000);
    assert.equal(old.answered, 1);
    assert.ok(engines.length <= 4);
  });

  test('a newer release whose engine does not start is served by the older one', async () => {
    const { browser } = countingBrowser();
    const nextRelease = { ...ownVersions, release: ownVersions.release + 1 };
    const old = new TestPage(browser).follow();
    await browser.clock.advance(200);
    browser.load = (_url, page) => (page.versions === nextRelease ? 'fails' : 'loads');
    const fresh = new TestPage(browser, {}, 'https://cdn.example.org/engine-2.js', nextRelease).follow();
    await browser.clock.advance(120_000);
    fresh.call();
    old.call();
    await browser.clock.advance(60_000);
    assert.deepEqual([fresh.session?.state, fresh.answered, old.answered], ['signed-in', 1, 1]);
  });

  test('says that another version holds the engine', async () => {
    const { browser } = countingBrowser();
    const page = new TestPage(browser).follow();
    await browser.clock.advance(200);
    const foreign = new (browser.channelOf(browser.openPage()))(linkNames(settings.homeserver).channel);
    foreign.postMessage({ kind: 'engine', engine: 'other', release: 999, version: 999, oldest: 999, schema: 1 });
    await browser.clock.advance(10);
    assert.ok(page.session?.state === 'failed' && page.session.error.code === 'version-mismatch');
  });
});
