import type { EngineLink } from '../../protocol/engine-link.ts';
import type { ErrorData } from '../../protocol/error.ts';
import type { OutboxTrouble } from '../../protocol/outbox.ts';

export interface SendTrouble extends ErrorData {
  /** When it is tried again, where that is not soon; milliseconds since the epoch. */
  readonly retryAt?: number;
}

/** A shorter wait is over before its end is read. Milliseconds. */
const worthATime = 60_000;

/**
 * What keeps what waits from being sent. Where the connection is away that is why, and is said above the messages; a full
 * storage is the reader's to mend at any time.
 */
export class SendTroubles {
  readonly stop: () => void;
  readonly #show: (trouble: SendTrouble | undefined) => void;
  #newest: OutboxTrouble | undefined;
  #told: SendTrouble | undefined;
  #live = false;

  constructor(link: EngineLink, show: (trouble: SendTrouble | undefined) => void) {
    this.#show = show;
    this.stop = link.subscribe('connection', '', ({ state }) => {
      this.#live = state === 'live';
      this.#tell();
    });
  }

  update(trouble: OutboxTrouble | undefined): void {
    const { code, retryAt } = this.#newest ?? {};
    if (trouble?.code === code && trouble?.retryAt === retryAt) return;
    this.#newest = trouble;
    this.#told = trouble && withTime(trouble);
    this.#tell();
  }

  #tell(): void {
    this.#show(this.#live || this.#told?.code === 'storage-full' ? this.#told : undefined);
  }
}

/** Decided once: words that change while they stand there would be read aloud anew. */
function withTime({ retryAt, ...error }: OutboxTrouble): SendTrouble {
  return retryAt - Date.now() > worthATime ? { ...error, retryAt } : error;
}
