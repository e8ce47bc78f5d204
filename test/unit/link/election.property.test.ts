import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ownVersions } from '../../../src/link/versions.ts';
import { TestPage, countingBrowser } from './engines.ts';
import { fuzzRuns } from '../../support/hostile.ts';

type Step =
  | { readonly do: 'open' | 'open newer' | 'kill worker' | 'freeze worker' | 'thaw worker' }
  | {
      readonly do: 'call' | 'close' | 'crash' | 'freeze' | 'freeze both' | 'thaw' | 'cache' | 'restore' | 'turn';
      readonly page: number;
    }
  | { readonly do: 'wait'; readonly milliseconds: number };

const page = fc.nat({ max: 7 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ do: 'open' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'open newer' as const }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('call' as const), page }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('close', 'crash', 'freeze', 'freeze both', 'thaw', 'cache', 'restore', 'turn'),
      page,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Step>({ do: 'kill worker' }, { do: 'freeze worker' }, { do: 'thaw worker' }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      milliseconds: fc.constantFrom(0, 10, 60, 500, 5_000, 20_000),
    }),
  },
);

/** The newer build's worker dies twice while pages of the older one come: it must take over each time. */
const crashesOfTheNewer: [Step[], number, boolean] = [
  [
    { do: 'open newer' },
    { do: 'wait', milliseconds: 20_000 },
    { do: 'kill worker' },
    { do: 'open' },
    { do: 'wait', milliseconds: 20_000 },
    { do: 'call', page: 0 },
    { do: 'close', page: 0 },
    { do: 'kill worker' },
  ],
  0,
  false,
];

/** A newer page takes the place of one that is frozen, and is closed at once: the next in line finds the old engine asleep. */
const heirOfOneWhoStole: [Step[], number, boolean] = [
  [
    { do: 'open' },
    { do: 'wait', milliseconds: 60 },
    { do: 'open newer' },
    { do: 'freeze', page: 0 },
    { do: 'wait', milliseconds: 0 },
    { do: 'close', page: 2 },
    { do: 'open newer' },
    { do: 'open' },
    { do: 'freeze worker' },
  ],
  0,
  false,
];

test('whatever happens to pages and workers, of two builds: one engine at a time, and every living page gets its answers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 30 }),
      fc.nat({ max: 3_000 }),
      fc.boolean(),
      async (steps, startTakes, endsWithNewer) => {
        const { browser, engines, faults } = countingBrowser(startTakes);
        let pages: TestPage[] = [new TestPage(browser).follow()];
        const cached = new Set<TestPage>();
        const at = (index: number): TestPage | undefined => pages[index % Math.max(1, pages.length)];
        const workerOf = ({ page }: TestPage) => [...browser.workers].filter((worker) => worker.page === page);

        for (const step of steps) {
          const newest = [...browser.workers].at(-1);
          const target = 'page' in step ? at(step.page) : undefined;
          if (step.do === 'wait') await browser.clock.advance(step.milliseconds);
          else if (step.do === 'open') pages.push(new TestPage(browser).follow());
          else if (step.do === 'open newer') pages.push(TestPage.newer(browser).follow());
          else if (step.do === 'kill worker') newest?.agent.kill();
          else if (step.do === 'freeze worker') newest?.agent.freeze();
          else if (step.do === 'thaw worker') newest?.agent.thaw();
          else if (target === undefined) continue;
          else if (step.do === 'close' || step.do === 'crash') {
            if (step.do === 'close' && !target.page.frozen) target.page.hide(false);
            target.page.kill();
            pages = pages.filter((other) => other !== target);
          } else if (step.do === 'thaw' || step.do === 'restore') {
            target.page.thaw();
            for (const worker of workerOf(target)) worker.agent.thaw();
            if (cached.delete(target)) target.page.show();
          } else if (target.page.frozen) continue;
          else if (step.do === 'call') target.call();
          else if (step.do === 'turn') {
            target.page.turn(target.page.document.visibilityState === 'hidden' ? 'visible' : 'hidden');
          } else {
            if (step.do === 'cache') {
              cached.add(target);
              target.page.hide(true);
            }
            target.page.freeze();
            if (step.do === 'freeze both') for (const worker of workerOf(target)) worker.agent.freeze();
          }
        }

        pages.push((endsWithNewer ? TestPage.newer(browser) : new TestPage(browser)).follow().call());
        await browser.clock.advance(120_000);
        assert.deepEqual(faults, []);
        const running = engines.filter(({ stopped, worker }) => !stopped && worker.agent.alive && !worker.agent.frozen);
        assert.ok(running.length <= 1);
        // Without one there are only pages that know that they are too old to run one.
        if (running.length === 0) assert.ok(pages.every((page) => page.page.frozen || page.outdated));
        for (const tab of pages) {
          const { page, asked, answered, failures, session } = tab;
          if (page.frozen) continue;
          if (tab.outdated) {
            assert.equal(tab.page.versions, ownVersions);
            assert.ok(failures.every((error) => (error as { code?: unknown }).code === 'version-mismatch'));
            assert.equal(answered + failures.length, asked);
            continue;
          }
          assert.deepEqual(failures, []);
          assert.equal(answered, asked);
          assert.deepEqual(session, { state: 'signed-in', userId: String(running[0]?.number), deviceId: 'D' });
        }
      },
    ),
    { numRuns: fuzzRuns(300), examples: [crashesOfTheNewer, heirOfOneWhoStole] },
  );
});
