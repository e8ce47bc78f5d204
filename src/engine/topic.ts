export type Listener<T> = (value: T) => void;

/** A value that is followed: a new follower gets the newest one at once. */
export class Topic<T> {
  readonly #listeners = new Set<Listener<T>>();
  #value: T | undefined;

  constructor(value?: T) {
    this.#value = value;
  }

  get value(): T | undefined {
    return this.#value;
  }

  get followed(): boolean {
    return this.#listeners.size > 0;
  }

  set(value: T): void {
    if (value === this.#value) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  follow(listener: Listener<T>): () => void {
    // Two followers may bring the same function.
    const own: Listener<T> = (value) => listener(value);
    this.#listeners.add(own);
    if (this.#value !== undefined) own(this.#value);
    return () => void this.#listeners.delete(own);
  }
}
