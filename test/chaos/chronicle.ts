/**
 * Marks a message in its text: `m12x` a message, `e3x` an edit, `p7x` one of the peer's. What a window left unsent comes
 * before what is written in the next, and may be one message with it.
 */
export function tokensIn(text: string): readonly string[] {
  return text.match(/\b[mep]\d+x\b/g) ?? [];
}

export interface Written {
  readonly token: string;
  readonly userId: string;
  /** One life of one window: what was written there has an order. */
  readonly window: string;
  /** What shares one outbox. */
  readonly device: string;
}

/** A row as a window shows it; without tokens where the text cannot be read. */
export interface ShownRow {
  readonly key: string;
  readonly tokens: readonly string[];
  readonly state: 'arrived' | 'waiting' | 'asking' | 'failed' | 'undecryptable';
  readonly words: string;
  readonly reactions: readonly { readonly key: string; readonly count: string }[];
}

/** What happened, as it was seen from outside: nothing here comes from the element's own words about itself. */
export class Chronicle {
  /** In order of writing. */
  readonly written: Written[] = [];
  /** Tokens that any window ever showed; how many had been written when it did. */
  readonly shown = new Map<string, number>();
  /** Tokens that were waited for in vain. */
  readonly missed = new Set<string>();
  /** Tokens of what a person was asked about. */
  readonly asked = new Set<string>();
  readonly complaints: string[] = [];
  readonly counts = new Map<string, number>();
  readonly #lines: string[] = [];
  readonly #started = Date.now();
  readonly #listeners = new Set<() => void>();
  readonly #echo: (line: string) => void;
  #next = 0;

  /** `echo` receives each line of the history as it is written. */
  constructor(echo: (line: string) => void = () => undefined) {
    this.#echo = echo;
  }

  get history(): readonly string[] {
    return this.#lines;
  }

  get seconds(): number {
    return (Date.now() - this.#started) / 1000;
  }

  token(kind: 'm' | 'e' | 'p'): string {
    return `${kind}${++this.#next}x`;
  }

  say(text: string): void {
    const line = `${this.seconds.toFixed(2).padStart(8)} ${text}`;
    this.#lines.push(line);
    this.#echo(line);
  }

  complain(text: string): void {
    this.complaints.push(text);
    this.say(`COMPLAINT ${text}`);
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  write(written: Written): void {
    this.written.push(written);
  }

  show(token: string): void {
    if (this.shown.has(token)) return;
    this.shown.set(token, this.written.length);
    for (const listener of this.#listeners) listener();
  }

  /** Whether all are shown within the time, in milliseconds, or `given` up before. */
  async showsAll(tokens: readonly string[], within: number, given: Promise<unknown>): Promise<boolean> {
    const all = (): boolean => tokens.every((token) => this.shown.has(token));
    if (all()) return true;
    let check: () => void = () => undefined;
    let timer: NodeJS.Timeout | undefined;
    const done = new Promise<boolean>((resolve) => {
      check = () => {
        if (all()) resolve(true);
      };
      timer = setTimeout(() => resolve(false), within);
    });
    this.#listeners.add(check);
    try {
      return await Promise.race([done, given.then(() => all())]);
    } finally {
      clearTimeout(timer);
      this.#listeners.delete(check);
    }
  }
}
