import { WikiRoomError } from '../protocol/error.ts';
import { frameEvents, frameStates } from '../protocol/frame.ts';
import type {
  FrameCall,
  FrameGreeting,
  FrameMessage,
  FrameSettings,
  RoomSurroundings,
  ShellMessage,
} from '../protocol/frame.ts';
import { applyLook } from './apply-look.ts';
import { askSignOut } from './ask-sign-out.ts';
import type { FrameConfiguration } from './frame-configuration.ts';
import { asShellMessage } from './frame-shape.ts';
import { frameWords } from './frame-words.ts';
import { createRoom, ownTabAddress } from './create-room.ts';
import { isApart } from './is-apart.ts';
import type { RoomElement } from './room-element.ts';

export interface FrameRoomOptions {
  readonly document: Document;
  readonly configuration: FrameConfiguration;
  /** Of the page that holds the frame; it is on the list. */
  readonly origin: string;
  readonly port: MessagePort;
  readonly greeting: FrameGreeting;
  readonly surroundings: RoomSurroundings;
}

/** Calls of the page that have not ended; more are refused. */
const mostCalls = 20;
/** The page has this long to keep a link; then the browser opens it. Milliseconds. */
const linkPatience = 500;

/** The room in the frame: does what the page may ask for, and tells it what it may know. */
export class FrameRoom {
  readonly #options: FrameRoomOptions;
  readonly #element: RoomElement;
  readonly #links = new Map<number, (prevented: boolean) => void>();
  #settings: FrameSettings;
  #lastLink = 0;
  #calls = 0;
  #question: AbortController | undefined;

  constructor(options: FrameRoomOptions) {
    this.#options = options;
    const { document, configuration, port, greeting, surroundings } = options;
    this.#settings = greeting.settings;
    this.#element = createRoom(document, configuration);
    this.#listen();
    surroundings.sight = greeting.sight;
    surroundings.apart = isApart(document);
    applyLook(document, greeting.look);
    this.#apply(greeting.settings);
    document.body.replaceChildren(this.#element);
    port.onmessage = (event: MessageEvent<unknown>) => {
      const message = asShellMessage(event.data);
      if (message !== undefined) this.#received(message);
    };
    this.#post({ kind: 'welcome' });
    this.#tellStates();
  }

  #received(message: ShellMessage): void {
    const { document, surroundings } = this.#options;
    switch (message.kind) {
      case 'settings':
        return this.#apply(message.settings);
      case 'look':
        return applyLook(document, message.look);
      case 'sight':
        surroundings.sight = message.sight;
        // What was read is looked at anew, as when a page is scrolled.
        document.defaultView?.dispatchEvent(new Event('scroll'));
        return;
      case 'call':
        return void this.#call(message.id, message.call);
      case 'link-answer':
        return this.#links.get(message.id)?.(message.prevented);
    }
  }

  #apply(settings: FrameSettings): void {
    const { document, surroundings } = this.#options;
    this.#settings = settings;
    surroundings.ownTab = ownTabAddress(document, settings.room);
    document.documentElement.lang = settings.language;
    const element = this.#element;
    element.room = settings.room;
    element.lang = settings.language;
    element.readOnly = settings.readOnly;
    element.withoutHeader = settings.withoutHeader;
    element.withoutComposer = settings.withoutComposer;
  }

  async #call(id: number, call: FrameCall): Promise<void> {
    if (this.#calls >= mostCalls) return this.#post({ kind: 'result', id, code: 'rate-limited' });
    this.#calls++;
    try {
      await this.#do(call);
      this.#post({ kind: 'result', id });
    } catch (error) {
      this.#post({ kind: 'result', id, code: WikiRoomError.from(error).code });
    } finally {
      this.#calls--;
    }
  }

  async #do(call: FrameCall): Promise<void> {
    switch (call.name) {
      case 'focus-composer':
        return this.#element.focusComposer();
      case 'show-event':
        return this.#element.showEvent(call.eventId);
      case 'sign-in':
        return this.#signIn();
      case 'sign-out':
        return this.#signOut();
    }
  }

  /** A window opens only for a click in this very frame: without one, the button is where the reader is led. */
  async #signIn(): Promise<void> {
    const { userActivation } = this.#options.document.defaultView?.navigator ?? {};
    if (userActivation?.isActive === true) return this.#element.signIn();
    this.#element.shadowRoot?.querySelector<HTMLElement>('[part~="sign-in-button"]')?.focus();
  }

  /** It removes keys and what is not sent yet: a script of the page must not be able to. */
  async #signOut(): Promise<void> {
    this.#question?.abort();
    const question = new AbortController();
    this.#question = question;
    const words = frameWords(this.#settings.language).signOut;
    if (!(await askSignOut(this.#options.document, words, question.signal))) {
      throw new WikiRoomError('not-allowed', 'the reader stays signed in');
    }
    await this.#element.signOut();
  }

  #listen(): void {
    const element = this.#element;
    for (const name of frameEvents) {
      element.addEventListener(`wiki-room-${name}`, () => this.#post({ kind: 'event', name }));
    }
    element.addEventListener('wiki-room-unread-changed', ({ detail: { messages, mentions } }) => {
      this.#post({ kind: 'unread', messages, mentions });
    });
    element.addEventListener('wiki-room-error', ({ detail: { code } }) => this.#post({ kind: 'error', code }));
    element.addEventListener('wiki-room-link-clicked', (event) => this.#linkClicked(event.detail.href, event));
    element.addEventListener('wiki-room-state-changed', () => this.#tellStates());
  }

  /** A link is a part of a message: only one to the page's own origin is told, which would be told by following it. */
  #linkClicked(href: string, event: Event): void {
    const { document, origin } = this.#options;
    if (!URL.canParse(href) || new URL(href).origin !== origin) return;
    event.preventDefault();
    const id = ++this.#lastLink;
    const answered = (prevented: boolean): void => {
      clearTimeout(timer);
      this.#links.delete(id);
      if (!prevented) document.defaultView?.open(href, '_blank', 'noopener,noreferrer');
    };
    const timer = setTimeout(() => answered(false), linkPatience);
    this.#links.set(id, answered);
    this.#post({ kind: 'link', id, href });
  }

  #tellStates(): void {
    const states = frameStates.filter((state) => this.#element.matches(`:state(${state})`));
    this.#post({ kind: 'states', states });
  }

  #post(message: FrameMessage): void {
    this.#options.port.postMessage(message);
  }
}
