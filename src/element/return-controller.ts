import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Tells its element, while that is on the page, that the reader turns to this page: another one may have been used, the day have changed. */
export class ReturnController implements ReactiveController {
  readonly #returned: () => void;
  #follows: AbortController | undefined;

  constructor(host: ReactiveControllerHost, returned: () => void) {
    this.#returned = returned;
    host.addController(this);
  }

  hostConnected(): void {
    const { signal } = (this.#follows = new AbortController());
    window.addEventListener('focus', this.#returned, { signal });
    const seen = (): void => {
      if (document.visibilityState === 'visible') this.#returned();
    };
    document.addEventListener('visibilitychange', seen, { signal });
  }

  hostDisconnected(): void {
    this.#follows?.abort();
  }
}
