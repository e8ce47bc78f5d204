import type { ChaosOptions } from './run-chaos.ts';

/**
 * Runs that are repeated: the first is the everyday one; each seed that ever failed is kept after it. Where a fault meets a request by
 * chance, a seed fails by chance too, however long: it is kept as short as it still meets what it failed by.
 */
export const seeds: readonly Pick<ChaosOptions, 'seed' | 'sends' | 'steps'>[] = [
  { seed: 1248, sends: 300 },
  // A message that was sent twice: windows that write together while the browser's storage is busy.
  { seed: 42, sends: 60 },
  // Another one: a window that was just opened found as its draft what was typed in the other.
  { seed: 42, sends: 5_000, steps: [757, 774] },
];
