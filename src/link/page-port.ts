import type { CommandName, Commands, TopicName, Topics } from '../protocol/command.ts';
import type { ErrorData } from '../protocol/error.ts';
import { WikiRoomError } from '../protocol/error.ts';
import { fitsTopic } from './topic-shape.ts';
import { compareEngine } from './versions.ts';
import type { Versions } from './versions.ts';
import type { EngineMessage, PageMessage } from '../protocol/wire.ts';

interface PendingCall {
  readonly name: CommandName;
  readonly args: unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: WikiRoomError) => void;
  /** An engine was asked. */
  sent: boolean;
}

/** Made of what a stranger's page may hold: what has stopped one engine is not handed to the next. */
const askedOnce: ReadonlySet<CommandName> = new Set(['markdown-of']);

interface Subscription {
  readonly topic: TopicName;
  readonly key: string;
  readonly listener: (update: never) => void;
}

export interface PagePortOptions {
  readonly versions: Versions;
  readonly post: (message: PageMessage) => void;
  /** The engine is of another build. False where it has to be spoken with nevertheless, if it can be. */
  readonly mismatch: (engine: 'newer' | 'older' | 'former') => boolean;
}

/**
 * The page's end of the port: keeps what was asked until it is answered, and asks it again when another engine
 * announces itself. Knows nothing of how messages travel.
 */
export class PagePort {
  readonly #calls = new Map<number, PendingCall>();
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #options: PagePortOptions;
  #page = '';
  #engine: string | undefined;
  /** The engine has been heard since it was last asked for a sign of life. */
  #alive = false;
  #failure: ErrorData | undefined;
  #lastId = 0;

  constructor(options: PagePortOptions) {
    this.#options = options;
  }

  /** Nothing is followed, and nothing asked. */
  isIdle(): boolean {
    return this.#calls.size === 0 && this.#subscriptions.size === 0;
  }

  /** An engine answers, as far as is known. */
  get served(): boolean {
    return this.#engine !== undefined;
  }

  /** Whether a call or the first word of an engine is awaited. */
  get waiting(): boolean {
    return this.#calls.size > 0 || (this.#engine === undefined && this.#subscriptions.size > 0);
  }

  /** All attempts have failed, and nothing was asked since. */
  get givenUp(): boolean {
    return this.#failure !== undefined && this.#calls.size === 0;
  }

  /** Begins under a page id; the engine that answers gets all that is open. */
  connect(page: string): void {
    this.#page = page;
    this.#engine = undefined;
    this.hello();
  }

  /** Asks the engine for a sign of life. */
  hello(): void {
    this.#alive = false;
    this.#post({ kind: 'hello', from: this.#page, version: this.#options.versions.version });
  }

  bye(): void {
    this.#post({ kind: 'bye', from: this.#page });
    this.#engine = undefined;
    // Whoever comes next is not told what became of this attempt, but of their own.
    this.#failure = undefined;
    // Whoever comes back to the page may be another person: nobody is signed in by what was asked for then.
    for (const [id, { name, reject }] of this.#calls) {
      if (name !== 'sign-in') continue;
      this.#calls.delete(id);
      reject(new WikiRoomError('engine-lost', 'the page was left'));
    }
  }

  call<K extends CommandName>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const call: PendingCall = { name, args, resolve, reject, sent: false };
      this.#calls.set(id, call);
      if (this.#engine !== undefined) this.#sendCall(id, call);
    });
  }

  subscribe<T extends TopicName>(
    topic: T,
    key: Topics[T]['key'],
    listener: (update: Topics[T]['update']) => void,
  ): () => void {
    const id = ++this.#lastId;
    const subscription: Subscription = { topic, key, listener };
    this.#subscriptions.set(id, subscription);
    if (this.#engine !== undefined) this.#sendSubscription(id, subscription);
    else if (this.#failure !== undefined) this.#tellFailure(subscription, this.#failure);
    return () => {
      if (this.#subscriptions.delete(id) && this.#engine !== undefined) {
        this.#post({ kind: 'unsubscribe', from: this.#page, id });
      }
    };
  }

  /** True where the message was for this page (a sign of life). */
  receive(message: EngineMessage): boolean {
    if (message.to !== undefined && message.to !== this.#page) return false;
    switch (message.kind) {
      case 'starting':
        return true;
      case 'engine':
        return this.#meet(message);
      default:
        if (message.engine !== this.#engine) return false;
        this.#alive = true;
        this.#receiveAnswer(message);
        return true;
    }
  }

  /** No engine can be had: calls are rejected, and whoever follows the session hears it. */
  fail(error: WikiRoomError): void {
    this.#engine = undefined;
    this.#failure = error.toData();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.reject(error);
    for (const subscription of [...this.#subscriptions.values()]) this.#tellFailure(subscription, this.#failure);
  }

  #meet(greeting: EngineMessage & { kind: 'engine' }): boolean {
    const isOther = greeting.engine !== this.#engine;
    // One that was replaced while it was frozen answers what it was asked before, and is gone a moment later.
    if (isOther && this.#engine !== undefined && this.#alive && greeting.to !== undefined) return false;
    const engine = compareEngine(greeting, this.#options.versions);
    if (engine === 'fits' || (!this.#options.mismatch(engine) && engine === 'former')) {
      this.#alive = true;
      if (isOther) this.#adopt(greeting.engine);
    }
    return true;
  }

  #adopt(engine: string): void {
    this.#engine = engine;
    this.#failure = undefined;
    this.#subscriptions.forEach((subscription, id) => this.#sendSubscription(id, subscription));
    this.#calls.forEach((call, id) => {
      if (!call.sent || !askedOnce.has(call.name)) return this.#sendCall(id, call);
      this.#calls.delete(id);
      call.reject(new WikiRoomError('engine-lost', 'the engine that was asked is gone'));
    });
  }

  #receiveAnswer(message: EngineMessage & { kind: 'result' | 'error' | 'update' }): void {
    if (message.kind === 'update') {
      const subscription = this.#subscriptions.get(message.id);
      if (subscription === undefined || !fitsTopic(subscription.topic, message.value)) return;
      subscription.listener(message.value as never);
      return;
    }
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.kind === 'result') call?.resolve(message.value as never);
    else call?.reject(WikiRoomError.fromData(message.error));
  }

  #sendCall(id: number, call: PendingCall): void {
    const { name, args, reject } = call;
    call.sent = true;
    try {
      this.#post({ kind: 'call', from: this.#page, id, name, args });
    } catch (error) {
      // Not cloneable.
      this.#calls.delete(id);
      reject(WikiRoomError.from(error, 'bad-request'));
    }
  }

  #sendSubscription(id: number, { topic, key }: Subscription): void {
    this.#post({ kind: 'subscribe', from: this.#page, id, topic, key });
  }

  #post(message: PageMessage): void {
    this.#options.post(message);
  }

  #tellFailure({ topic, listener }: Subscription, error: ErrorData): void {
    if (topic === 'session') (listener as (update: Topics['session']['update']) => void)({ state: 'failed', error });
  }
}
