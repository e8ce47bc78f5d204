import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ViewModel } from '../room/view-model.ts';

/** Follows the view-model that an element has, while the element is on the page: it is drawn anew after each change. */
export class SnapshotController<Snapshot> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #current: () => ViewModel<Snapshot> | undefined;
  #viewModel: ViewModel<Snapshot> | undefined;
  #connected = false;
  #unfollow: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, current: () => ViewModel<Snapshot> | undefined) {
    this.#host = host;
    this.#current = current;
    host.addController(this);
  }

  /** Of now; `undefined` where the element has no view-model. */
  get value(): Snapshot | undefined {
    const viewModel = this.#current();
    if (viewModel !== this.#viewModel) {
      this.#stop();
      this.#viewModel = viewModel;
      this.#follow();
    }
    return viewModel?.getSnapshot();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#follow();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#stop();
  }

  #follow(): void {
    if (this.#connected) this.#unfollow ??= this.#viewModel?.subscribe(() => this.#host.requestUpdate());
  }

  #stop(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
  }
}
