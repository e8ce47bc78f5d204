import { parseArgs } from 'node:util';
import { report } from './report.ts';
import { runChaos } from './run-chaos.ts';
import { seeds } from './seeds.ts';

/**
 * `npm run chaos -- --seed 42 --sends 5000` plays a seed, without one the everyday seed; `--seed random` a new one;
 * `--replay 42` the same as `--seed 42`, and prints each step as it is played; `--steps 757-774` plays a part of it;
 * `--pictures folder` takes a picture of each window that shows something wrong; `--requests file` writes down what was
 * asked of the homeserver.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    replay: { type: 'string' },
    sends: { type: 'string' },
    pictures: { type: 'string' },
    requests: { type: 'string' },
    steps: { type: 'string' },
    minutes: { type: 'string' },
  },
});
const everyday = seeds[0] ?? { seed: 1, sends: 300 };
const asked = values.replay ?? values.seed ?? String(everyday.seed);
const seed = asked === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(asked);
const sends = Number(values.sends ?? everyday.sends);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(sends) || sends < 1) {
  console.error(
    'Usage: npm run chaos -- [--seed N|random] [--replay N] [--sends N] [--steps N-M] [--minutes N] [--pictures FOLDER] [--requests FILE]',
  );
  process.exit(2);
}
console.log(`Seed ${seed}, ${sends} messages`);
const [from = 0, to = Infinity] = values.steps?.split('-').map(Number) ?? [];
const played = { seed, sends, ...(values.steps === undefined ? {} : { steps: [from, to] as const }) };
const result = await runChaos({
  ...played,
  ...(values.minutes === undefined ? {} : { minutes: Number(values.minutes) }),
  ...(values.pictures === undefined ? {} : { pictures: values.pictures }),
  ...(values.requests === undefined ? {} : { requests: values.requests }),
  ...(values.replay === undefined ? {} : { echo: (line: string) => console.log(line) }),
});
console.log(report(values.replay === undefined ? result : { ...result, history: [] }, played));
process.exit(result.problems.length === 0 ? 0 : 1);
