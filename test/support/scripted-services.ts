import type { Authenticator, Identity } from '../../src/protocol/authenticator.ts';
import type { Commands } from '../../src/protocol/command.ts';
import { WikiRoomError } from '../../src/protocol/error.ts';
import type { HostPage } from '../../src/protocol/host-page.ts';
import type { StoredRoom } from '../../src/protocol/room-store.ts';
import type { RoomSnapshot } from '../../src/protocol/room.ts';
import type { TimelineRow } from '../../src/protocol/row.ts';
import type { AccountMarker, PageStore, RoomServices } from '../../src/protocol/services.ts';
import type { Credential, ProviderSession } from '../../src/protocol/session.ts';
import { room } from './rows.ts';
import { MemoryRoomStore, ScriptedLink } from './scripted-link.ts';

export const address = '#alpha:example.org';
export const account: AccountMarker = {
  userId: '@alice:example.org',
  deviceId: 'DEVICE',
  subject: 'alice',
  expired: false,
};

const credential: Credential = { kind: 'jwt', token: 'token', subject: 'alice' };

/** A ladder that gives what a test lays on it. */
export class ScriptedAuthenticator implements Authenticator {
  readonly asked: string[] = [];
  quiet: () => Promise<Credential | undefined> = async () => undefined;
  /** The answer to {@link quiet} that comes after all. */
  lateAnswer: () => Promise<Credential | undefined> = async () => undefined;
  /** What a redirect has brought back. */
  brought: () => Promise<Credential | undefined> = async () => undefined;
  popup: () => Promise<Credential> = async () => credential;
  #returned: Credential | undefined;
  subject: string | undefined = 'alice';
  session: ProviderSession | undefined;
  logout: string | undefined;

  quietly(): Promise<Credential | undefined> {
    this.asked.push('quietly');
    return this.quiet();
  }

  async returned(): Promise<Credential | undefined> {
    this.#returned = await this.brought();
    return this.#returned;
  }

  isReturned(given: Credential): boolean {
    return given === this.#returned;
  }

  late(): Promise<Credential | undefined> {
    return this.lateAnswer();
  }

  withPopup(): Promise<Credential> {
    this.asked.push('popup');
    return this.popup();
  }

  withRedirect(): Promise<never> {
    this.asked.push('redirect');
    return new Promise(() => undefined);
  }

  refused(): void {
    this.asked.push('refused');
  }

  async currentSubject(): Promise<string | undefined> {
    return this.subject;
  }

  async current(): Promise<Identity | undefined> {
    const subject = await this.currentSubject();
    const { session } = this;
    return subject === undefined ? undefined : { subject, ...(session === undefined ? {} : { session }) };
  }

  lateSubject: () => Promise<string | undefined> = async () => undefined;

  async currentLate(): Promise<Identity | undefined> {
    const subject = await this.lateSubject();
    return subject === undefined ? undefined : { subject };
  }

  async logoutUrl(): Promise<string | undefined> {
    return this.logout;
  }
}

class ScriptedRoomStore extends MemoryRoomStore {
  stored: StoredRoom | undefined;

  override async storedRoom(): Promise<StoredRoom | undefined> {
    return this.stored;
  }
}

/** Everything behind an element, told what to say. Nobody is signed in at first. */
export class ScriptedServices implements RoomServices {
  readonly link = new ScriptedLink();
  readonly authenticator = new ScriptedAuthenticator();
  readonly records = new ScriptedRoomStore();
  readonly host: HostPage = { url: 'https://wiki.example.org/Alpha', title: 'Alpha', language: 'en' };
  account: AccountMarker | undefined;
  /** The homeserver has ended its session. */
  ended: AccountMarker | undefined;
  isPersistent = true;
  /** How often the other pages were told of one. */
  signIns = 0;
  /** What another page does as it is told. */
  told: () => void = () => undefined;
  readonly #signInListeners = new Set<() => void>();
  readonly #logOutListeners = new Set<(asleep: boolean) => void>();
  /** Of which the callback has been told. */
  readonly logOuts: ProviderSession[] = [];
  readonly expected: string[] = [];
  /** Rooms that use the store. */
  users = 0;
  readonly store: PageStore = {
    use: () => {
      this.users++;
      return () => this.users--;
    },
    account: async () => this.account,
    wasEnded: async (account) => this.ended === account,
    persistent: async () => this.isPersistent,
    tellSignIn: () => {
      this.signIns++;
      this.told();
    },
    followSignIn: (listener) => {
      this.#signInListeners.add(listener);
      return () => this.#signInListeners.delete(listener);
    },
    logOuts: {
      expectFrom: (issuer) => this.expected.push(issuer),
      count: () => this.logOuts.length,
      any: () => this.logOuts.length > 0,
      includes: ({ issuer, sid, at }) =>
        this.logOuts.findLastIndex((one) => one.issuer === issuer && one.sid === sid) >= at,
      follow: (listener) => {
        this.#logOutListeners.add(listener);
        return () => this.#logOutListeners.delete(listener);
      },
    },
    room: () => this.records,
  };

  constructor() {
    this.link.answers['sign-in'] = async () => this.#signedIn();
    this.link.answers['sign-out'] = async () => {
      this.account = undefined;
    };
  }

  /** A stored session, an engine that runs, and a room with these rows. */
  open(rows: readonly TimelineRow[] = [], snapshot: Partial<RoomSnapshot> = {}): this {
    this.account = account;
    this.link.publish('session', '', { state: 'signed-in', ...account });
    this.link.publish('connection', '', { state: 'live' });
    this.setRoom(snapshot);
    this.link.setRows(address, rows, { older: 'none', live: true });
    return this;
  }

  /** Somebody signs in on another page. */
  signInElsewhere(): void {
    this.account = account;
    for (const listener of this.#signInListeners) listener();
  }

  /** A person logs out at the identity provider; `asleep`: while this page is kept without running. */
  logOutAtProvider(session: ProviderSession, asleep = false): void {
    this.logOuts.push(session);
    for (const listener of this.#logOutListeners) listener(asleep);
  }

  setRoom(snapshot: Partial<RoomSnapshot>): void {
    this.link.publish('room', address, room(snapshot));
  }

  /** Makes a command fail. */
  refuse(name: keyof Commands, code: WikiRoomError['code']): void {
    this.link.answers[name] = async () => Promise.reject(new WikiRoomError(code));
  }

  async #signedIn(): Promise<void> {
    this.account = account;
    this.link.publish('session', '', { state: 'signed-in', ...account });
  }
}
