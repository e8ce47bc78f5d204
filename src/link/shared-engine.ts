import type { EngineMessage, PageMessage } from '../protocol/wire.ts';
import { Election } from './election.ts';
import type { EngineAccess, EngineAccessOptions } from './engine-access.ts';
import { EngineRunner } from './engine-runner.ts';
import { linkNames } from './names.ts';
import type { LinkNames } from './names.ts';
import { asPageMessage } from './wire-shape.ts';

/** A build whose engine does not start leaves the place to the older one after this many attempts in a row. */
const mostTakeOvers = 2;

/** The one engine of all tabs: this page waits in line to hold it, and speaks with whoever does over the channel. */
export class SharedEngine implements EngineAccess {
  readonly #locks: LockManager;
  readonly #names: LinkNames;
  readonly #channel: BroadcastChannel;
  readonly #election: Election;
  readonly #runner: EngineRunner;
  #holding = false;
  #takeOvers = 0;

  constructor(
    locks: LockManager,
    channel: typeof BroadcastChannel,
    { platform, engineUrl, settings, received, lost }: EngineAccessOptions,
  ) {
    const names = linkNames(settings.homeserver);
    this.#locks = locks;
    this.#names = names;
    this.#runner = new EngineRunner({
      platform,
      engineUrl,
      start: { kind: 'start', settings, shared: true, steal: false },
      connected: () => undefined,
      ready: () => (this.#takeOvers = 0),
      received: () => undefined,
      lost,
    });
    this.#channel = new channel(names.channel);
    this.#channel.onmessage = (event: MessageEvent<unknown>) => {
      this.#answerForEngine(event.data);
      received(event.data);
    };
    this.#election = new Election(locks, names.holder, async (signal, stolen) => {
      this.#holding = true;
      this.#post({ kind: 'starting' });
      await this.#runner.run(signal, stolen).finally(() => (this.#holding = false));
    });
  }

  get starting(): boolean {
    return this.#runner.starting;
  }

  ensure(): void {
    this.#election.queue();
  }

  replace(): void {
    if (this.#holding) this.#runner.restart();
    else this.#election.steal();
  }

  takeOver(): boolean {
    if (this.#holding) return true;
    if (this.#takeOvers === mostTakeOvers) return false;
    this.#takeOvers++;
    this.#election.steal();
    return true;
  }

  /** Each page that has a link holds a lock of its own. */
  async servesOthers(): Promise<boolean> {
    if (!this.#holding) return false;
    const { held = [] } = await this.#locks.query();
    return held.filter(({ name }) => name?.startsWith(this.#names.page(''))).length > 1;
  }

  send(message: PageMessage): void {
    this.#channel.postMessage(message);
  }

  close(): void {
    this.#election.release();
    this.#channel.close();
  }

  /** Others who wait for an engine that is still loading would take this page for dead. */
  #answerForEngine(data: unknown): void {
    if (!this.#runner.starting) return;
    const message = asPageMessage(data);
    if (message?.kind === 'hello') this.#post({ kind: 'starting', to: message.from });
  }

  #post(message: EngineMessage): void {
    this.#channel.postMessage(message);
  }
}
