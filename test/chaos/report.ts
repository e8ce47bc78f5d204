import type { ChaosOptions, ChaosResult } from './run-chaos.ts';

type Played = Pick<ChaosOptions, 'seed' | 'sends' | 'steps'>;

export function nameOf({ seed, sends, steps }: Played): string {
  return `seed ${seed}, ${sends} messages${steps === undefined ? '' : `, steps ${steps.join('-')}`}`;
}

/** What a run has to say, in lines; of a failed one the history too, and how to play it again. */
export function report({ seed, problems, history, figures }: ChaosResult, { sends, steps }: Played): string {
  const lines = Object.entries(figures).map(([what, count]) => `${String(count).padStart(8)}  ${what}`);
  if (problems.length === 0) return [`Seed ${seed}: all holds.`, ...lines].join('\n');
  return [
    ...history,
    ...lines,
    `Seed ${seed}: ${problems.length} problems`,
    ...problems.map((problem) => `  ${problem}`),
    `Again: npm run chaos -- --replay ${seed} --sends ${sends}${steps === undefined ? '' : ` --steps ${steps.join('-')}`}`,
  ].join('\n');
}
