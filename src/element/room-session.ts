import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { WikiRoomError } from '../protocol/error.ts';
import type { ErrorData } from '../protocol/error.ts';
import { parseRoomAddress } from '../protocol/room-address.ts';
import type { ConnectServices } from '../protocol/services.ts';
import { RoomViewModel } from '../room/room-view-model.ts';
import { MediaLoader } from './media/media-loader.ts';
import { readSettings } from './settings.ts';

export interface RoomSessionOptions {
  readonly connect: () => ConnectServices | undefined;
  /** Something of the session changed. */
  readonly changed: () => void;
  readonly sent: (eventId: string) => void;
}

/**
 * The life of what an element shows: begins when the element comes near the screen, begins anew when its settings
 * change, goes on while it is moved about the page, and ends when it is gone.
 */
export class RoomSession implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #options: RoomSessionOptions;
  readonly #near: IntersectionObserver;
  #viewModel: RoomViewModel | undefined;
  #media: MediaLoader | undefined;
  #error: ErrorData | undefined;
  /** The settings in use, as text; `undefined`: nothing has begun. */
  #settings: string | undefined;
  #wanted = false;

  constructor(host: ReactiveControllerHost & Element, options: RoomSessionOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
    this.#near = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.begin();
      },
      { rootMargin: '100% 0px' },
    );
  }

  get viewModel(): RoomViewModel | undefined {
    return this.#viewModel;
  }

  get media(): MediaLoader | undefined {
    return this.#media;
  }

  /** The settings cannot be used, or the homeserver cannot be found. */
  get error(): ErrorData | undefined {
    return this.#error;
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#lookAgain);
    if (this.#wanted) this.settingsChanged();
    else this.#near.observe(this.#host);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#lookAgain);
    this.#near.unobserve(this.#host);
    // Moved within the page, it is connected again in the same task.
    setTimeout(() => {
      if (!this.#host.isConnected) this.#end();
    });
  }

  /** Begins now, near the screen or not. */
  begin(): void {
    this.#near.unobserve(this.#host);
    this.#wanted = true;
    this.settingsChanged();
  }

  /** Begins anew where the settings in use are others. */
  settingsChanged(): void {
    if (!this.#wanted || !this.#host.isConnected) return;
    const settings = JSON.stringify(readSettings(this.#host) ?? null);
    if (settings === this.#settings) return;
    this.#end();
    this.#settings = settings;
    void this.#connect(settings);
  }

  /** The same settings once more, after an error. */
  retry(): void {
    this.#end();
    this.settingsChanged();
  }

  async #connect(forSettings: string): Promise<void> {
    try {
      const settings = readSettings(this.#host);
      const connect = this.#options.connect();
      if (settings === undefined) throw new WikiRoomError('wrong-settings', 'no room is named', { detail: 'room' });
      if (connect === undefined) return;
      const address = parseRoomAddress(settings.room);
      const services = await connect(settings);
      // The last settings win, however long the others took.
      if (this.#settings !== forSettings) return;
      const viewModel = new RoomViewModel({ services, address, sent: this.#options.sent });
      this.#viewModel = viewModel;
      this.#media = new MediaLoader(services.link);
      viewModel.subscribe(this.#options.changed);
      void viewModel.start();
    } catch (error) {
      if (this.#settings === forSettings) this.#error = WikiRoomError.from(error).toData();
    }
    this.#options.changed();
  }

  #end(): void {
    this.#viewModel?.dispose();
    this.#media?.dispose();
    this.#viewModel = undefined;
    this.#media = undefined;
    this.#error = undefined;
    this.#settings = undefined;
    this.#options.changed();
  }

  readonly #lookAgain = (): void => {
    if (document.visibilityState === 'visible') void this.#viewModel?.lookAgain();
  };
}
