import { constants } from 'node:os';

const duties = { first: new Set<() => void>(), last: new Set<() => void>() };
let watching = false;

/**
 * Does something before this process ends: at its own end, after an error nobody caught, or by a signal.
 * Programs are ended `first`; what they write to goes `last`. Gives a function that takes the duty back.
 */
export function beforeOurEnd(when: 'first' | 'last', duty: () => void): () => void {
  watch();
  duties[when].add(duty);
  return () => duties[when].delete(duty);
}

function watch(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const duty of [...duties.first, ...duties.last]) duty();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
