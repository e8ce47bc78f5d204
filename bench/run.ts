import { relative } from 'node:path';

import { findChromium } from '../test/stack/prerequisites.ts';
import { told } from '../test/stack/problem.ts';
import { toStandardError } from '../test/stack/progress.ts';
import { startStack } from '../test/stack/stack.ts';
import type { Contender } from './contender.ts';
import { floor } from './contenders/floor.ts';
import { hydrogen } from './contenders/hydrogen.ts';
import { jsSdk } from './contenders/js-sdk.ts';
import { wikiRoom } from './contenders/wiki-room.ts';
import { learnFacts } from './facts.ts';
import { attempt } from './measure/attempt.ts';
import { busy } from './measure/busy.ts';
import { fullStart } from './measure/full-start.ts';
import { loads } from './measure/loads.ts';
import type { Place } from './measure/place.ts';
import { signInButton } from './measure/sign-in.ts';
import { slowed } from './measure/slowed.ts';
import { tabs } from './measure/tabs.ts';
import { takeover } from './measure/takeover.ts';
import { wikiIdle } from './measure/wiki-idle.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { save } from './report/save.ts';
import { table } from './report/table.ts';
import { Results } from './results.ts';
import type { Values } from './rows.ts';
import { BenchSite } from './site.ts';

/** `npm run bench`: our element beside two reference pages and a floor, in one run. See docs/bench.md. */
const all: readonly Contender[] = [wikiRoom, hydrogen, jsSdk, floor];

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else await bench(options);
} catch (error) {
  console.error(told(error));
  process.exitCode = 1;
}

async function bench(options: BenchOptions): Promise<void> {
  const chromium = await findChromium(toStandardError);
  const contenders = all.filter((contender) => options.contenders.includes(contender.name));
  await using site = await BenchSite.make({ withElement: contenders.includes(wikiRoom) });
  await using stack = await startStack({ seed: 'full', dist: site.folder, progress: toStandardError });
  const facts = await learnFacts(stack);
  await site.writePages(stack.origins, facts, (path, headers) => stack.site.setHeaders(path, headers));
  const base = `${stack.origins.wiki}/wiki-room/bench`;
  const results = new Results();
  const place: Place = {
    stack,
    facts,
    chromium,
    base,
    watchMs: options.watchMs,
    note: ({ name }, visit, note) => {
      results.note(name, visit, note);
    },
  };
  for (let run = 0; run < options.runs; run++) {
    for (const contender of inTurn(contenders, run)) {
      toStandardError(`Run ${String(run + 1)} of ${String(options.runs)}: ${contender.name} …`);
      results.add(contender.name, await measure(place, contender, options));
    }
  }
  console.log(table(results));
  console.log(`\n${relative(process.cwd(), await save(results, options, chromium))}`);
}

/** Each run begins with another contender, so that none is always the one after a rest. */
function inTurn(contenders: readonly Contender[], run: number): readonly Contender[] {
  const first = run % contenders.length;
  return [...contenders.slice(first), ...contenders.slice(0, first)];
}

async function measure(place: Place, contender: Contender, { only }: BenchOptions): Promise<Values> {
  const parts: Readonly<Record<string, () => Promise<Values>>> = {
    'bytes-sign-in': () => signInButton(place, contender, only),
    'cold-news': () => loads(place, contender, 'news', only),
    'cold-alpha': () => loads(place, contender, 'alpha', only),
    'slowed-news': () => slowed(place, contender, 'news', only),
    'slowed-alpha': () => slowed(place, contender, 'alpha', only),
    'scroll, echo': () => busy(place, contender, only),
    tabs: () => tabs(place, contender, only),
    takeover: () => takeover(place, contender, only),
    'full-start': () => fullStart(place, contender, only),
    wiki: () => wikiIdle(place, contender, only),
  };
  const values: Values = {};
  for (const [rows, part] of Object.entries(parts)) Object.assign(values, await attempt(contender, rows, part));
  return Object.fromEntries(Object.entries(values).filter(([row]) => (only as ReadonlySet<string>).has(row)));
}
