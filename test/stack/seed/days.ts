const dayMs = 86_400_000;

/** The seed's three days are those before the day it is made, so that none of its times lies ahead. */
export class SeedCalendar {
  readonly #firstDay: number;

  constructor(now: number) {
    this.#firstDay = Math.floor(now / dayMs) * dayMs - 3 * dayMs;
  }

  /** When the rooms are made: shortly before the first word. */
  get opening(): number {
    return this.at('0 06:40');
  }

  /** '1 09:30' is half past nine (UTC) on the second day. */
  at(when: string): number {
    const match = /^([0-2]) (\d\d):(\d\d)$/.exec(when);
    if (!match) throw new Error(`"${when}" is no time of the seed`);
    const [day = 0, hours = 0, minutes = 0] = match.slice(1).map(Number);
    // A little under a minute more, always the same for the same time, because nobody writes on the minute.
    const seconds = (day * 17 + hours * 7 + minutes * 13) % 55;
    return this.#firstDay + day * dayMs + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  }
}
