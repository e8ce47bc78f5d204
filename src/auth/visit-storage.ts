/**
 * Where a visit's state waits for its return: `sessionStorage`, for a redirect leaves the page. Where a browser forbids it,
 * as it may in a frame on another site, the page's memory: a window or a silent frame comes back to the same page.
 */
export function visitStorage(): Storage {
  try {
    return sessionStorage;
  } catch {
    return new MemoryStorage();
  }
}

class MemoryStorage implements Storage {
  readonly #values = new Map<string, string>();

  get length(): number {
    return this.#values.size;
  }

  clear(): void {
    this.#values.clear();
  }

  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  key(index: number): string | null {
    return [...this.#values.keys()][index] ?? null;
  }

  removeItem(key: string): void {
    this.#values.delete(key);
  }

  setItem(key: string, value: string): void {
    this.#values.set(key, value);
  }
}
