import type { Platform } from './platform.ts';

/** A timer later than this shows that this page was throttled or asleep: its measurement means nothing. Milliseconds. */
const tolerance = 1_000;

/** Calls back after the time, with whether that was on time by this page's own watch. Gives the timer. */
export function startTimer(platform: Platform, milliseconds: number, then: (onTime: boolean) => void): number {
  const due = platform.now() + milliseconds;
  return platform.setTimeout(() => then(platform.now() - due < tolerance), milliseconds);
}
