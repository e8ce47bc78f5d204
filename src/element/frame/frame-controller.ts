import type { LitElement, ReactiveController } from 'lit';
import { WikiRoomError } from '../../protocol/error.ts';
import type { ErrorCode, ErrorData } from '../../protocol/error.ts';
import { part } from '../../protocol/part.ts';
import type { ConnectFrame, FrameCall } from '../../protocol/frame.ts';
import { WikiRoomEvent } from '../events.ts';
import type { FrameShell, ShellHost } from './frame-shell.ts';

const loadShell = part(() => import('./frame-shell.ts'));

export interface FrameControllerOptions {
  /** The chunk with the port to a frame. */
  readonly load: () => (() => Promise<ConnectFrame>) | undefined;
  /** Absolute address of `frame.html`; `undefined`: the room is shown in the page itself. */
  readonly url: () => string | undefined;
  /** The element's states. */
  readonly show: (states: ReadonlySet<string>) => void;
}

/** The second home: what an element does whose room is shown in a frame. Everything of it is loaded when it is needed. */
export class FrameController implements ReactiveController {
  readonly #host: LitElement & ShellHost;
  readonly #options: FrameControllerOptions;
  #url: string | undefined;
  #shell: Promise<FrameShell> | undefined;
  #shown: FrameShell | undefined;
  #error: ErrorData | undefined;
  #told: ErrorCode | undefined;

  constructor(host: LitElement & ShellHost, options: FrameControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The room belongs into a frame. */
  get wanted(): boolean {
    return this.#options.url() !== undefined;
  }

  get shell(): FrameShell | undefined {
    return this.#shown;
  }

  /** Why there is no frame to be seen. */
  get error(): ErrorData | undefined {
    return this.#error ?? this.#shown?.error;
  }

  /** Shows the room in the frame that is asked for now; nothing where that is the one that is shown. */
  check(): void {
    const url = this.#options.url();
    if (url === this.#url && this.#error === undefined) return this.#shown?.tellSettings();
    this.#end();
    this.#url = url;
    if (url !== undefined) this.#begin(url);
  }

  again(): void {
    this.#end();
    this.check();
  }

  async call(call: FrameCall): Promise<void> {
    this.check();
    await (await this.#shell)?.call(call);
  }

  /** The page looks different now, or is in another language. */
  tellSettings(): void {
    this.#shown?.tellSettings();
  }

  hostDisconnected(): void {
    // A frame that is taken out of its page is gone; put in again, it is another one.
    this.#end();
  }

  #begin(url: string): void {
    this.#options.show(new Set(['loading']));
    const starting = this.#start(url);
    this.#shell = starting;
    starting.then(
      (shell) => {
        if (this.#shell !== starting) return shell.dispose();
        this.#shown = shell;
        this.#changed();
      },
      (error: unknown) => {
        if (this.#shell !== starting) return;
        this.#error = WikiRoomError.from(error, 'script-unreachable').toData();
        this.#changed();
      },
    );
  }

  async #start(url: string): Promise<FrameShell> {
    const load = this.#options.load();
    if (load === undefined) throw new WikiRoomError('unknown', 'the element was not wired');
    const [{ FrameShell }, connect] = await Promise.all([loadShell(), load()]);
    return new FrameShell({
      host: this.#host,
      url,
      connect,
      show: this.#options.show,
      changed: () => this.#changed(),
      again: () => this.again(),
    });
  }

  #changed(): void {
    const { error } = this;
    if (error !== undefined) this.#options.show(new Set(['error']));
    if (error !== undefined && error.code !== this.#told) {
      this.#host.dispatchEvent(new WikiRoomEvent('wiki-room-error', error));
    }
    this.#told = error?.code;
    this.#host.requestUpdate();
  }

  #end(): void {
    this.#url = undefined;
    this.#shell = undefined;
    this.#error = undefined;
    this.#shown?.dispose();
    this.#shown = undefined;
  }
}
