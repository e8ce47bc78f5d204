import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { until } from '../e2e/support/until.ts';
import { chromiumFlags } from '../stack/chromium-flags.ts';
import { findChromium } from '../stack/prerequisites.ts';
import { type News, watchPages } from './page-probe.ts';

const address = 'http://wiki.localhost/';

describe('what the windows tell', () => {
  let browser: Browser;
  let context: BrowserContext;
  /** What each page told; a page's last words may come while the next test runs. */
  const newsOf = new Map<Page, News[]>();

  before(async () => {
    browser = await chromium.launch({ executablePath: await findChromium(), args: [...chromiumFlags] });
    context = await browser.newContext();
    await context.route(`${address}**`, (route) => route.fulfill({ contentType: 'text/html', body: '<p>A page</p>' }));
    await watchPages(context, (page, told) => {
      newsOf.set(page, [...(newsOf.get(page) ?? []), ...told]);
    });
  });

  after(() => browser.close());

  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  const run = (page: Page, source: string): Promise<void> =>
    page.evaluate((code) => {
      const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      Object.assign(window, { worker: new Worker(url) });
    }, source);
  const storeIsHeld = (page: Page, isHeld: boolean): Promise<unknown> =>
    page.waitForFunction(async (wanted) => (await navigator.locks.query()).held!.length > 0 === wanted, isHeld);
  const told = (...pages: Page[]): News[] => pages.flatMap((page) => newsOf.get(page) ?? []);
  const problems = (...pages: Page[]): string[] =>
    told(...pages).flatMap((item) => (item.kind === 'problem' ? [item.text] : []));

  it('a second opening of a crypto store, and none after the first worker is gone', async () => {
    const opening = `indexedDB.open('alice::matrix-sdk-crypto');`;
    const [first, second] = [await open(), await open()];
    await run(first, opening);
    await until(() => Promise.resolve(told(first).some(({ kind }) => kind === 'engine')));
    await storeIsHeld(first, true);
    await first.close();
    // The worker ends some time after its page.
    await storeIsHeld(second, false);
    await run(second, opening);
    await storeIsHeld(second, true);
    assert.deepEqual(problems(first, second), []);
    const third = await open();
    await run(third, opening);
    await until(() => Promise.resolve(problems(second, third).length > 0));
    assert.match(problems(second, third).join(), /second opening of the crypto store alice/);
  });

  it('errors and unhandled rejections of page and worker', async () => {
    const page = await open();
    await run(page, `setTimeout(() => { throw new Error('one'); }); Promise.reject(new Error('two'));`);
    await page.evaluate(() => {
      setTimeout(() => {
        throw new Error('three');
      });
      void Promise.reject(new Error('four'));
    });
    for (const word of ['one', 'two', 'three', 'four']) {
      await until(() => Promise.resolve(problems(page).some((text) => text.includes(word))));
    }
  });

  it('what a timeline shows, and in which state', async () => {
    const page = await open();
    await page.evaluate(() => {
      const timeline = document.createElement('wiki-room-timeline');
      document.body.append(timeline);
      const root = timeline.attachShadow({ mode: 'open' });
      const article = document.createElement('article');
      article.dataset['key'] = '$1';
      article.className = 'waiting';
      const content = Object.assign(document.createElement('div'), { className: 'content' });
      const text = Object.assign(document.createElement('div'), { className: 'text' });
      text.append('m7x ahoy', document.createElement('br'), 'm8x ahoy');
      content.append(text);
      const reactions = Object.assign(document.createElement('ul'), { className: 'reactions' });
      const reaction = document.createElement('li');
      reaction.append(Object.assign(document.createElement('bdi'), { textContent: '👍3' }));
      reaction.append(Object.assign(document.createElement('span'), { className: 'count', textContent: '1' }));
      reactions.append(reaction);
      content.append(reactions);
      article.append(content);
      root.append(article);
    });
    await until(() => Promise.resolve(told(page).length > 0));
    const row = { kind: 'row', key: '$1', tokens: ['m7x', 'm8x'], state: 'waiting', words: '' } as const;
    assert.deepEqual(told(page), [{ ...row, reactions: [{ key: '👍3', count: '1' }] }]);
  });
});
