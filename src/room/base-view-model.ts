import type { ViewModel } from './view-model.ts';

/** An immutable snapshot, its listeners, and what must end with it. */
export class BaseViewModel<Snapshot extends object> implements ViewModel<Snapshot> {
  readonly #listeners = new Set<() => void>();
  readonly #endings: (() => void)[] = [];
  #snapshot: Snapshot;
  #disposed = false;

  constructor(initial: Snapshot) {
    this.#snapshot = initial;
  }

  getSnapshot(): Snapshot {
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#disposed = true;
    this.#listeners.clear();
    for (const end of this.#endings.splice(0)) end();
  }

  protected get disposed(): boolean {
    return this.#disposed;
  }

  /** Changes fields of the snapshot; tells nobody where nothing changed. */
  protected merge(changes: Partial<Snapshot>): void {
    if (this.#disposed) return;
    const next = { ...this.#snapshot, ...changes };
    const keys = Object.keys(changes) as (keyof Snapshot)[];
    if (keys.every((key) => Object.is(next[key], this.#snapshot[key]))) return;
    this.#snapshot = next;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Called at the end of this view-model; at once where it has ended. */
  protected track(end: () => void): void {
    if (this.#disposed) end();
    else this.#endings.push(end);
  }
}
