import { backOff } from '../../protocol/back-off.ts';
import type { TimelineEnds } from '../../protocol/room.ts';
import type { ShownRows } from './shown-rows.ts';

/** Events asked for at a time. */
const [least, most] = [20, 100];

/**
 * What is shown and the engine does not know might be changed without its telling: it is to come that far at once, and
 * after a failure again by itself.
 */
export class ReachShown {
  readonly #load: (count: number) => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(load: (count: number) => Promise<void>) {
    this.#load = load;
  }

  /** To be called whenever one of these has changed. */
  look({ unreached }: ShownRows, { live, older }: TimelineEnds): void {
    if (unreached === 0 || !live) return;
    const load = (): void => void this.#load(Math.min(most, Math.max(least, unreached)));
    if (older === 'more') load();
    if (older !== 'failed' || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      load();
    }, backOff(++this.#failures));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
