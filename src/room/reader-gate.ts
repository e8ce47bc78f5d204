import type { ErrorData } from '../protocol/error.ts';
import { WikiRoomError } from '../protocol/error.ts';
import type { AccountMarker, RoomServices } from '../protocol/services.ts';
import { recordsOf } from '../protocol/session.ts';
import type { ReaderAnswer, ReaderCheck } from './reader-check.ts';
import type { SignIn } from './sign-in.ts';

/** The room on the page that the gate is before. */
export interface GatedRoom {
  readonly isGone: () => boolean;
  /** Somebody's room is on screen. */
  readonly isOpen: () => boolean;
  /** Resolves when what is stored of the room is on screen. */
  readonly open: (account: AccountMarker) => Promise<void>;
  /** Takes away what is on screen. */
  readonly clear: () => void;
  /** Looks anew whose session is stored, after {@link clear} or at the start. */
  readonly begin: () => Promise<void>;
  /** Nothing may be shown before the homeserver lets the account in again. */
  readonly awaitUnlocked: () => void;
  readonly showSignedOut: () => void;
  readonly failed: (error: ErrorData) => void;
  readonly forgetUnsent: () => void;
}

/** Whoever reads the page now must not see the room of whoever did before. */
export class ReaderGate {
  readonly #services: RoomServices;
  readonly #reader: ReaderCheck;
  readonly #signIn: SignIn;
  readonly #room: GatedRoom;

  constructor(services: RoomServices, reader: ReaderCheck, signIn: SignIn, room: GatedRoom) {
    this.#services = services;
    this.#reader = reader;
    this.#signIn = signIn;
    this.#room = room;
  }

  /** Opens the room with an account that is stored, where it is the reader's. */
  async take(account: AccountMarker): Promise<void> {
    if (await this.isOver(account)) return;
    if (account.locked === true) return this.#room.awaitUnlocked();
    // The question needs a frame and more of the script: what is stored goes first, unless the page speaks against it.
    const known = await this.#reader.isKnown(account);
    if (known) await this.#room.open(account);
    else if (this.#room.isOpen()) this.#room.clear();
    const answer = await this.#reader.ask(account);
    // The provider is slow: what is on screen stays until its answer comes.
    if (known && answer.who === 'unknown')
      void this.#reader.askLate(account).then((late) => this.#judge(account, known, late));
    await this.#judge(account, known, answer);
  }

  async openUnlessOver(account: AccountMarker): Promise<void> {
    if (!(await this.isOver(account))) await this.#room.open(account);
  }

  /** Whether whoever signed in by it has logged out at the identity provider: then nothing of it stays. */
  async isOver(account: AccountMarker): Promise<boolean> {
    const isOver = await this.#reader.hasLoggedOut(account);
    if (!isOver) return false;
    // A window that is still open may be theirs.
    this.#signIn.abandon(true);
    this.#room.forgetUnsent();
    await this.#replace(account);
    return true;
  }

  async #judge(account: AccountMarker, known: boolean, { who, session }: ReaderAnswer): Promise<void> {
    if (this.#room.isGone() || (known && who === 'unknown')) return;
    if (!(await this.#reader.isStored(account))) return known ? undefined : this.#room.begin();
    if (who === 'another') return this.#replace(account);
    // Somebody is signing in by a click: that tells.
    if (who === 'unknown' && this.#signIn.running !== undefined) return;
    if (who === 'unknown') {
      this.#signIn.doubt(account);
      this.#room.showSignedOut();
      return this.#signIn.returned();
    }
    await this.#reader.remember(account, session);
    // Who comes back from a redirect finds the page as they left it, and nothing of it stays behind; where it is needed, it is taken.
    if (!account.expired) void this.#services.authenticator.returned().catch(() => undefined);
    if (!known) await this.openUnlessOver(account);
    else await this.isOver(account);
  }

  /** Another person reads here, or nobody any more: nothing of the account stays, and whoever it is is signed in. */
  async #replace(account: AccountMarker): Promise<void> {
    this.#room.clear();
    // What is under way may be that person's sign-in, and then it does the same.
    await this.#signIn.running;
    if (this.#room.isGone()) return;
    // Another tab may have been faster.
    if (await this.#reader.isStored(account)) {
      try {
        await this.#services.link.call('sign-out', { records: recordsOf(account) });
      } catch (error) {
        return this.#room.failed(WikiRoomError.from(error).toData());
      }
    }
    if (!this.#room.isOpen()) await this.#room.begin();
  }
}
