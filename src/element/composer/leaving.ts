import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Files that were chosen are kept nowhere but in the page: while there are some, the browser asks before it leaves it. */
export class Leaving implements ReactiveController {
  readonly #losesFiles: () => boolean;

  constructor(host: ReactiveControllerHost, losesFiles: () => boolean) {
    this.#losesFiles = losesFiles;
    host.addController(this);
  }

  /** Not listened to without need: some browsers do not keep a page for the way back that asks. */
  hostUpdated(): void {
    if (this.#losesFiles()) window.addEventListener('beforeunload', this.#ask);
    else this.hostDisconnected();
  }

  hostDisconnected(): void {
    window.removeEventListener('beforeunload', this.#ask);
  }

  readonly #ask = (event: BeforeUnloadEvent): void => event.preventDefault();
}
