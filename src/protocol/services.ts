import type { Authenticator } from './authenticator.ts';
import type { EngineLink } from './engine-link.ts';
import type { HostPage } from './host-page.ts';
import type { RoomStore } from './room-store.ts';
import type { ProviderSession } from './session.ts';

/** Whose session is stored in this browser profile; no token in it. */
export interface AccountMarker {
  readonly userId: string;
  readonly deviceId: string;
  /** `sub` at the identity provider, where known. */
  readonly subject?: string;
  readonly expired: boolean;
  /** The homeserver had locked the account: nothing of it is shown before it lets it in again. */
  readonly locked?: boolean;
  /** Whose records it goes on with, where it took the place of another device: that one's id. */
  readonly records?: string;
}

/** Log-outs at the identity provider, of which `callback.html` was told in this browser. Nothing here waits for anything. */
export interface LogOuts {
  /** A log-out from this provider is taken note of from now on. */
  expectFrom(issuer: string): void;
  /** How many were ever noted of this provider. */
  count(issuer: string): number;
  /** Whether there was one at all. */
  any(): boolean;
  /** Whether that session has ended by one, since it was last known to go on. */
  includes(session: ProviderSession): boolean;
  /** Tells of those to come; `asleep`: it came while the page was not running. */
  follow(listener: (asleep: boolean) => void): () => void;
}

/** `src/store` as the page opens it. */
export interface PageStore {
  /** A room begins with it; gives how it ends. While none uses it, it follows nothing of the page. */
  use(): () => void;
  /** Whose session is stored, without starting the engine; `undefined`: nobody's. */
  account(): Promise<AccountMarker | undefined>;
  /** The homeserver has ended the account's session, and none was stored since. */
  wasEnded(account: AccountMarker): Promise<boolean>;
  /** False where there is no IndexedDB: it works for this visit and remembers nothing. */
  persistent(): Promise<boolean>;
  /** Tells the other pages of the origin that a session was made here. */
  tellSignIn(): void;
  /** Another page of the origin has made a session. */
  followSignIn(listener: () => void): () => void;
  readonly logOuts: LogOuts;
  /** The records of one account; another account's are never reachable through it. */
  room(account: AccountMarker): RoomStore;
}

/** Everything an element needs, chosen by its settings; elements with equal settings share one. */
export interface RoomServices {
  readonly link: EngineLink;
  readonly authenticator: Authenticator;
  readonly store: PageStore;
  readonly host: HostPage;
}

/** Settings of an element after attributes and `<meta>` were read; not yet checked. */
export interface ElementSettings {
  /** As written: alias, id, `matrix:` URI or `matrix.to` link. */
  readonly room: string;
  /** Base URL or server name; left out: the server of the room's alias. */
  readonly homeserver?: string;
  readonly issuer?: string;
  readonly clientId?: string;
  /** Where the sign-in returns, absolute; default: `callback.html` beside the script. */
  readonly callback?: string;
  /** Who is signed in to the page, in the page's own words. */
  readonly user?: string;
}

/** Rejects with `wrong-settings` (detail: the attribute), `homeserver-unreachable`. */
export type ConnectServices = (settings: ElementSettings) => Promise<RoomServices>;
