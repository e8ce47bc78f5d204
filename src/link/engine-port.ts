import type { Commands, CommandName } from '../protocol/command.ts';
import { WikiRoomError } from '../protocol/error.ts';
import type { EngineService } from '../protocol/engine-link.ts';
import type { EngineMessage, PageMessage } from '../protocol/wire.ts';
import { fitsCommand } from './command-shape.ts';
import type { Versions } from './versions.ts';
import { asPageMessage } from './wire-shape.ts';

interface ServedPage {
  /** By the page's subscription id. */
  readonly subscriptions: Map<number, () => void>;
}

/** The engine's end of the port: answers the pages' calls and sends them what they follow. */
export class EnginePort {
  /** A random id; a page that hears another one sends again what is unanswered. */
  readonly engine = crypto.randomUUID();
  readonly #service: EngineService;
  readonly #post: (message: EngineMessage) => void;
  readonly #gone: (page: string) => Promise<void>;
  readonly #versions: Versions;
  readonly #pages = new Map<string, ServedPage>();
  #closed = false;

  /** `gone` resolves when that page has vanished without a word. */
  constructor(
    service: EngineService,
    versions: Versions,
    post: (message: EngineMessage) => void,
    gone: (page: string) => Promise<void>,
  ) {
    this.#service = service;
    this.#post = post;
    this.#gone = gone;
    this.#versions = versions;
  }

  /** Tells every page that this engine serves now. */
  announce(): void {
    this.#send({ kind: 'engine', engine: this.engine, ...this.#versions });
  }

  receive(data: unknown): void {
    const message = asPageMessage(data);
    if (message === undefined || this.#closed) return;
    if (message.kind === 'bye') return this.#drop(message.from);
    const page = this.#page(message.from);
    switch (message.kind) {
      case 'hello':
        return this.#send({ kind: 'engine', engine: this.engine, ...this.#versions, to: message.from });
      case 'call':
        return void this.#call(message);
      case 'subscribe':
        return this.#subscribe(page, message);
      case 'unsubscribe':
        page.subscriptions.get(message.id)?.();
        page.subscriptions.delete(message.id);
    }
  }

  close(): void {
    this.#closed = true;
    for (const page of [...this.#pages.keys()]) this.#drop(page);
  }

  async #call(message: PageMessage & { kind: 'call' }): Promise<void> {
    const reply = { engine: this.engine, to: message.from, id: message.id };
    try {
      if (!fitsCommand(message.name, message.args)) throw new WikiRoomError('bad-request', message.name);
      const value: unknown = await this.#service.call(message.name, message.args as Commands[CommandName]['args']);
      this.#send({ kind: 'result', ...reply, value });
    } catch (error) {
      this.#send({ kind: 'error', ...reply, error: WikiRoomError.from(error).toData() });
    }
  }

  #subscribe(page: ServedPage, { from, id, topic, key }: PageMessage & { kind: 'subscribe' }): void {
    page.subscriptions.get(id)?.();
    try {
      const stop = this.#service.subscribe(topic, key, (value) => {
        this.#send({ kind: 'update', engine: this.engine, to: from, id, value });
      });
      page.subscriptions.set(id, stop);
    } catch (error) {
      this.#send({ kind: 'error', engine: this.engine, to: from, id, error: WikiRoomError.from(error).toData() });
    }
  }

  #page(id: string): ServedPage {
    const known = this.#pages.get(id);
    if (known !== undefined) return known;
    const page: ServedPage = { subscriptions: new Map() };
    this.#pages.set(id, page);
    this.#gone(id).then(
      () => this.#drop(id),
      () => undefined,
    );
    return page;
  }

  #drop(id: string): void {
    const page = this.#pages.get(id);
    this.#pages.delete(id);
    if (page === undefined) return;
    for (const stop of page.subscriptions.values()) stop();
    if (!this.#closed) this.#service.pageGone();
  }

  #send(message: EngineMessage): void {
    if (this.#closed) return;
    try {
      this.#post(message);
    } catch (error) {
      // Not cloneable: a bug of the engine, told to the one who asked.
      if (message.kind !== 'result') return;
      const { engine, to, id } = message;
      this.#post({ kind: 'error', engine, to, id, error: WikiRoomError.from(error).toData() });
    }
  }
}
