import { WikiRoomError } from '../protocol/error.ts';
import type { ErrorCode, ErrorData } from '../protocol/error.ts';
import { frameVersion, isEventId } from '../protocol/frame.ts';
import type {
  FrameCall,
  FramePort,
  FramePortOptions,
  FrameSurroundings,
  Refusal,
  ShellMessage,
} from '../protocol/frame.ts';
import { asFrameMessage } from './frame-shape.ts';

/** A document that has not greeted by then is said to be away; it is taken in when it comes later. Milliseconds. */
const patience = 15_000;

const refusalCodes: Readonly<Record<Refusal, ErrorCode>> = {
  'not-allowed': 'wrong-settings',
  'not-configured': 'wrong-settings',
  'another-version': 'version-mismatch',
  'no-script': 'engine-lost',
};

/**
 * Loads `frame.html` into the frame and greets it: with a fresh channel at every load, sent to the exact origin, so that
 * no other document in that frame ever gets it. Throws `wrong-settings` (detail `frame`).
 */
export function connectFrame(options: FramePortOptions): FramePort {
  return new WindowFramePort(options, frameOrigin(options.url));
}

class WindowFramePort implements FramePort {
  readonly #options: FramePortOptions;
  readonly #origin: string;
  readonly #waiting = new Map<number, { resolve: () => void; reject: (error: WikiRoomError) => void }>();
  #port: MessagePort | undefined;
  #queue: ShellMessage[] = [];
  #welcomed = false;
  /** Why nothing can be asked. */
  #refusal: ErrorData | undefined;
  #lastId = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FramePortOptions, origin: string) {
    this.#options = options;
    this.#origin = origin;
    const { frame, url } = options;
    frame.addEventListener('load', this.#greet);
    this.#wait();
    frame.src = url;
  }

  update(part: Partial<FrameSurroundings>): void {
    // The greeting brings all of it as it is then.
    if (this.#port === undefined) return;
    const { settings, look, sight } = part;
    if (settings !== undefined) this.#post({ kind: 'settings', settings });
    if (look !== undefined) this.#post({ kind: 'look', look });
    if (sight !== undefined) this.#post({ kind: 'sight', sight });
  }

  call(call: FrameCall): Promise<void> {
    if (this.#refusal !== undefined) return Promise.reject(WikiRoomError.fromData(this.#refusal));
    // The frame takes no notice of what is none.
    if (call.name === 'show-event' && !isEventId(call.eventId)) {
      return Promise.reject(new WikiRoomError('room-not-found', 'no event id', { detail: 'event' }));
    }
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const message: ShellMessage = { kind: 'call', id, call };
      if (this.#welcomed) this.#post(message);
      else this.#queue.push(message);
    });
  }

  answerLink(id: number, prevented: boolean): void {
    this.#post({ kind: 'link-answer', id, prevented });
  }

  giveUp(error: ErrorData): void {
    this.#end(error);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#options.frame.removeEventListener('load', this.#greet);
    this.#port?.close();
    this.#port = undefined;
    this.#refusal = { code: 'engine-lost', message: 'the frame was closed' };
    this.#end(this.#refusal);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#options.silent(), patience);
  }

  /** Another document is in the frame now, perhaps the same one anew: nothing of the one before is waited for. */
  readonly #greet = (): void => {
    this.#port?.close();
    if (this.#welcomed) this.#end({ code: 'engine-lost', message: 'the frame was loaded anew' });
    this.#welcomed = false;
    this.#refusal = undefined;
    this.#wait();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = (event: MessageEvent<unknown>) => {
      if (this.#port === port1) this.#received(event.data);
    };
    const greeting = { kind: 'wiki-room-connect', version: frameVersion, ...this.#options.surroundings() } as const;
    this.#options.frame.contentWindow?.postMessage(greeting, this.#origin, [port2]);
  };

  #received(data: unknown): void {
    const message = asFrameMessage(data);
    if (message === undefined) return;
    switch (message.kind) {
      case 'welcome':
        return this.#open();
      case 'refused':
        clearTimeout(this.#timer);
        this.#refusal = refusalOf(message.reason);
        this.#end(this.#refusal);
        return this.#options.refused(this.#refusal, message.reason);
      case 'result': {
        const call = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        if (message.code === undefined) call?.resolve();
        else call?.reject(new WikiRoomError(message.code, 'the frame could not do it'));
        return;
      }
      default:
        // What it says before the welcome is of no room that is shown here.
        if (this.#welcomed) this.#options.told(message);
    }
  }

  #open(): void {
    if (this.#welcomed) return;
    clearTimeout(this.#timer);
    this.#welcomed = true;
    const queue = this.#queue;
    this.#queue = [];
    this.#options.welcomed();
    for (const message of queue) this.#post(message);
  }

  #post(message: ShellMessage): void {
    this.#port?.postMessage(message);
  }

  #end(why: ErrorData): void {
    const calls = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#queue = [];
    for (const { reject } of calls) reject(WikiRoomError.fromData(why));
  }
}

function refusalOf(reason: Refusal): ErrorData {
  const code = refusalCodes[reason];
  return {
    code,
    message: `the frame refuses: ${reason}`,
    ...(code === 'wrong-settings' ? { detail: 'frame.json' } : {}),
  };
}

/** A frame of the page's own origin would keep nothing from the page's scripts. */
function frameOrigin(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const fits = parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.username === '';
  if (!fits) throw new WikiRoomError('wrong-settings', 'the frame is no web address', { detail: 'frame' });
  if (parsed.origin === location.origin) {
    throw new WikiRoomError('wrong-settings', "the frame is of the page's own origin", { detail: 'frame' });
  }
  return parsed.origin;
}
