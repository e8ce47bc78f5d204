import type { LitElement, ReactiveController } from 'lit';
import type { ErrorData } from '../protocol/error.ts';
import { WikiRoomError } from '../protocol/error.ts';
import { backOff } from '../protocol/back-off.ts';
import { parseRoomAddress } from '../protocol/room-address.ts';
import type { ConnectServices, ElementSettings } from '../protocol/services.ts';
import { RoomViewModel } from '../room/room-view-model.ts';

export interface RoomControllerOptions {
  readonly connect: () => ConnectServices | undefined;
  /** What is to be shown now; `undefined`: no room is named. */
  readonly settings: () => ElementSettings | undefined;
  /** After every change of the view-model, and when there is another one. */
  readonly changed: () => void;
  readonly sent: (eventId: string) => void;
  /** The room is shown in another home: nothing is begun here. */
  readonly elsewhere: () => boolean;
}

/** A room that is being shown. */
interface Visit {
  readonly key: string;
  viewModel: RoomViewModel | undefined;
  error: ErrorData | undefined;
  /** How often nobody could say where the homeserver is. */
  failures: number;
  stop: () => void;
  ready: Promise<RoomViewModel | undefined>;
}

/** Why the homeserver is not known yet. */
const mayCome: readonly string[] = ['homeserver-unreachable', 'homeserver-error', 'script-unreachable'];

/**
 * Keeps the view-model that belongs to an element's settings: the last settings win, what is equal is not started
 * again, and moving the element within the page ends nothing.
 */
export class RoomController implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: RoomControllerOptions;
  #visit: Visit | undefined;
  #checking = false;

  constructor(host: LitElement, options: RoomControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get viewModel(): RoomViewModel | undefined {
    return this.#visit?.viewModel;
  }

  /** Why there is no view-model: wrong settings, or the homeserver was not found. */
  get error(): ErrorData | undefined {
    return this.#visit?.error;
  }

  /** The view-model of the settings of now, as soon as there is one; `undefined` where there will be none. */
  ready(): Promise<RoomViewModel | undefined> {
    this.#open();
    return this.#visit?.ready ?? Promise.resolve(undefined);
  }

  /** Rejects with why there is no conversation; `room-not-found`, detail `event`, where the event cannot be had. */
  async showEvent(eventId: string): Promise<void> {
    const viewModel = await this.ready();
    if (viewModel === undefined) throw WikiRoomError.fromData(this.error);
    await (await viewModel.opened()).timeline.showEvent(eventId);
  }

  /** Looks at the settings, once all of them have been changed. */
  check(): void {
    if (this.#checking) return;
    this.#checking = true;
    queueMicrotask(() => {
      this.#checking = false;
      if (this.#host.isConnected && !this.#options.elsewhere()) this.#open();
    });
  }

  /** Begins anew with the same settings. */
  again(): void {
    // What is wrong may have been on the homeserver's side, an account that was locked for example.
    void this.viewModel?.retryConnection();
    this.#end();
    this.#open();
  }

  /** The room is shown elsewhere now. */
  stop(): void {
    this.#end();
  }

  hostConnected(): void {
    document.addEventListener('wiki-room-signed-in', this.#look);
    document.addEventListener('visibilitychange', this.#look);
    window.addEventListener('pageshow', this.#cameBack);
  }

  hostDisconnected(): void {
    document.removeEventListener('wiki-room-signed-in', this.#look);
    document.removeEventListener('visibilitychange', this.#look);
    window.removeEventListener('pageshow', this.#cameBack);
    // An element that is moved is taken out and put in again at once.
    setTimeout(() => {
      if (!this.#host.isConnected) this.#end();
    });
  }

  #open(): void {
    const settings = this.#options.settings();
    const key = settings === undefined ? '' : JSON.stringify(settings);
    if (this.#visit?.key === key) return;
    this.#end();
    const { promise, resolve } = Promise.withResolvers<RoomViewModel | undefined>();
    const visit: Visit = {
      key,
      viewModel: undefined,
      error: undefined,
      failures: 0,
      ready: promise,
      stop: () => resolve(undefined),
    };
    this.#visit = visit;
    void this.#start(visit, settings).then(resolve);
    this.#options.changed();
  }

  async #start(visit: Visit, settings: ElementSettings | undefined): Promise<RoomViewModel | undefined> {
    try {
      const connect = this.#options.connect();
      if (connect === undefined) throw new WikiRoomError('unknown', 'the element was not wired');
      if (settings === undefined) {
        throw new WikiRoomError('wrong-settings', 'no room is named', { detail: 'room' });
      }
      const address = parseRoomAddress(settings.room);
      const services = await connect(settings);
      if (this.#visit !== visit) return undefined;
      visit.error = undefined;
      const viewModel = new RoomViewModel({ services, address, user: settings.user, sent: this.#options.sent });
      const unsubscribe = viewModel.subscribe(this.#options.changed);
      visit.viewModel = viewModel;
      const { stop } = visit;
      visit.stop = () => {
        stop();
        unsubscribe();
        viewModel.dispose();
      };
      void viewModel.start();
      this.#options.changed();
      return viewModel;
    } catch (thrown) {
      if (this.#visit !== visit) return undefined;
      const error = WikiRoomError.from(thrown).toData();
      visit.error = error;
      if (mayCome.includes(error.code)) this.#tryLater(visit, settings);
      this.#options.changed();
      return undefined;
    }
  }

  /** Nobody could say where the homeserver is. What is said of that stays until somebody can. */
  #tryLater(visit: Visit, settings: ElementSettings | undefined): void {
    visit.failures++;
    const again = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', again);
      if (this.#visit === visit) visit.ready = this.#start(visit, settings);
    };
    const timer = setTimeout(again, backOff(visit.failures));
    window.addEventListener('online', again);
    const { stop } = visit;
    visit.stop = () => {
      stop();
      clearTimeout(timer);
      window.removeEventListener('online', again);
    };
  }

  #end(): void {
    const visit = this.#visit;
    if (visit === undefined) return;
    this.#visit = undefined;
    visit.stop();
    this.#options.changed();
  }

  /** Somebody may have signed in: in another element, or in another tab. */
  readonly #look = (): void => {
    if (document.visibilityState === 'visible') void this.viewModel?.lookAgain();
  };

  /** The page was kept as it was when it was left. */
  readonly #cameBack = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) return;
    // Back from the sign-in without having signed in.
    if (this.viewModel?.getSnapshot().screen.kind === 'signing-in') this.again();
    else void this.viewModel?.cameBack();
  };
}
