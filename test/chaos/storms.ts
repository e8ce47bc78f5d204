import type { LoggedRequest } from '../stack/fault-proxy.ts';

export interface Minute {
  /** Milliseconds since the epoch at which it begins. */
  readonly from: number;
  readonly failed: number;
  readonly all: number;
}

const minute = 60_000;

/** The minute with the most requests that brought nothing, and the one with the most of all. */
export function worstMinutes(log: readonly LoggedRequest[]): { readonly failed: Minute; readonly all: Minute } {
  const none = { from: 0, failed: 0, all: 0 };
  let worst = { failed: none, all: none };
  let end = 0;
  let failed = 0;
  const brought = ({ status }: LoggedRequest): boolean => status >= 200 && status < 300;
  log.forEach((first, start) => {
    for (let next = log[end]; next !== undefined && next.at < first.at + minute; next = log[++end]) {
      if (!brought(next)) failed++;
    }
    const found = { from: first.at, failed, all: end - start };
    if (found.failed > worst.failed.failed) worst = { ...worst, failed: found };
    if (found.all > worst.all.all) worst = { ...worst, all: found };
    if (!brought(first)) failed--;
  });
  return worst;
}
