import type { Watch } from '../pages/probe.ts';
import type { Profile, Tab } from '../profile.ts';

/** What one visit of a page showed. Times in milliseconds since the navigation began. */
export interface Visit {
  readonly firstRow: number;
  readonly sought: number;
  readonly bytesToSought: number;
  readonly bytesInAll: number;
  /** Sum of what each task took over 50 ms. */
  readonly blocking: number;
  /** 0 where no task took over 50 ms. */
  readonly longest: number;
  /** Milliseconds in frames over 50 ms, by the script that ran in them. */
  readonly scripts: Readonly<Record<string, number>>;
  /** Bytes by address, up to the sought row. */
  readonly received: Readonly<Record<string, number>>;
  /** Up to the first row, as if nothing had been cached. */
  readonly wholeToFirstRow: Readonly<Record<string, number>>;
}

const patienceMs = 60_000;

/** Opens the page and watches it for `watchMs`, or until the sought row is on screen if that takes longer. */
export async function visit(profile: Profile, tab: Tab, path: string, watch: Watch, watchMs: number): Promise<Visit> {
  profile.wire.reset();
  await profile.visit(tab, path, watch);
  await tab.page.waitForFunction(() => window.benchProbe?.sought !== undefined, undefined, {
    timeout: patienceMs,
    polling: 100,
  });
  await tab.page.waitForFunction((until) => performance.now() > until, watchMs, { timeout: patienceMs, polling: 100 });
  const seen = await tab.page.evaluate(() => ({ ...window.benchProbe, origin: performance.timeOrigin }));
  const { firstRow = NaN, sought = NaN, origin, tasks = [], scripts = [] } = seen;
  const inTime = tasks.filter(([start]) => start < watchMs).map(([, duration]) => duration);
  return {
    firstRow,
    sought,
    bytesToSought: profile.wire.bytes(origin + sought),
    bytesInAll: profile.wire.bytes(),
    blocking: inTime.reduce((sum, duration) => sum + Math.max(0, duration - 50), 0),
    longest: Math.max(0, ...inTime),
    scripts: bySource(scripts),
    wholeToFirstRow: profile.wire.wholeByAddress(origin + firstRow),
    received: profile.wire.byAddress(origin + sought),
  };
}

function bySource(scripts: readonly (readonly [source: string, start: number, duration: number])[]): Visit['scripts'] {
  const sums: Record<string, number> = {};
  for (const [source, , duration] of scripts) {
    const name = source.split('/').at(-1) ?? '';
    sums[name] = Math.round((sums[name] ?? 0) + duration);
  }
  return sums;
}
