import type { EngineLink } from '../../protocol/engine-link.ts';

/** A notice holds 20 s at the homeserver; it is renewed well before. Milliseconds. */
const renewAfter = 8_000;
/** Nothing typed for this long: no longer typing. Milliseconds. */
const idleAfter = 10_000;

/** Tells the room that the reader is typing, seldom; source: Client-Server API, "Typing notifications". */
export class TypingNotice {
  readonly #link: EngineLink;
  readonly #room: string;
  #toldAt: number | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(link: EngineLink, room: string) {
    this.#link = link;
    this.#room = room;
  }

  typed(text: string): void {
    clearTimeout(this.#idle);
    if (text === '') return this.stop();
    this.#idle = setTimeout(() => this.stop(), idleAfter);
    const now = performance.now();
    if (this.#toldAt !== undefined && now - this.#toldAt < renewAfter) return;
    this.#toldAt = now;
    this.#tell(true);
  }

  stop(): void {
    clearTimeout(this.#idle);
    if (this.#toldAt === undefined) return;
    this.#toldAt = undefined;
    this.#tell(false);
  }

  #tell(typing: boolean): void {
    // A notice that is lost harms nobody.
    this.#link.call('typing', { room: this.#room, typing }).catch(() => undefined);
  }
}
