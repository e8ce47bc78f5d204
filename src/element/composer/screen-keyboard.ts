import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Whether one writes with a finger on the screen: most keyboards there have no Shift+Enter. A mouse or a trackpad that is
 * connected later ends that.
 */
export class ScreenKeyboard implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #touch = matchMedia('(pointer: coarse) and (hover: none)');

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get inUse(): boolean {
    return this.#touch.matches;
  }

  hostConnected(): void {
    this.#touch.addEventListener('change', this.#changed);
  }

  hostDisconnected(): void {
    this.#touch.removeEventListener('change', this.#changed);
  }

  readonly #changed = (): void => this.#host.requestUpdate();
}
