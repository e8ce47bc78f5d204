import type { Chronicle } from './chronicle.ts';
import type { News } from './page-probe.ts';

type EngineNews = Extract<News, { readonly id: string }>;

interface Opening {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Which engines a profile had, and whether one that was replaced while it was stopped still wrote to the crypto store. */
export class EngineWatch {
  readonly #profile: string;
  readonly #chronicle: Chronicle;
  readonly #started = new Set<string>();
  readonly #openings: Opening[] = [];
  readonly #late = new Set<string>();

  constructor(profile: string, chronicle: Chronicle) {
    this.#profile = profile;
    this.#chronicle = chronicle;
  }

  /** How many have started. */
  get count(): number {
    return this.#started.size;
  }

  /** Each window of the profile tells the same. */
  hear(news: EngineNews): void {
    const { kind, id } = news;
    if (kind === 'engine') {
      if (this.#started.has(id)) return;
      this.#started.add(id);
      this.#chronicle.count('engines');
      this.#chronicle.say(`${this.#profile}: an engine starts`);
    } else if (kind === 'opens') {
      this.#openings.push(news);
    } else if (!this.#late.has(id) && this.#isReplaced(news)) {
      this.#late.add(id);
      this.#chronicle.complain(`${this.#profile}: an engine that had been replaced writes to the crypto store`);
    }
  }

  #isReplaced({ id, name, at }: Opening): boolean {
    const own = this.#openings.find((opening) => opening.id === id && opening.name === name);
    return (
      own !== undefined &&
      this.#openings.some((other) => other.id !== id && other.name === name && other.at > own.at && other.at < at)
    );
  }
}
