/** The contract between a view and its state: an immutable snapshot, listeners, an end. */
export interface ViewModel<Snapshot> {
  getSnapshot(): Snapshot;
  /** Called after every change; returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
  /** Called by whoever created it. */
  dispose(): void;
}
