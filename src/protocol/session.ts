import type { ErrorData } from './error.ts';

/** What the sign-in ladder yields; the engine turns it into a Matrix session (`POST /login`). */
export type Credential =
  | {
      /** `org.matrix.login.jwt` with the identity provider's access token. */
      readonly kind: 'jwt';
      readonly token: string;
      /** `sub` of the id token: whom the session belongs to. */
      readonly subject: string;
      /** Where the id token names it. */
      readonly session?: ProviderSession;
    }
  | {
      /** `m.login.token`, from `m.login.sso`. */
      readonly kind: 'login-token';
      readonly token: string;
    };

/** A person's session at the identity provider, as the id token and a log-out name it; `iss`, `sid`. */
export interface ProviderSession {
  readonly issuer: string;
  readonly sid: string;
  /**
   * How many log-outs of the provider had been noted when it was asked who is signed in: it names no session that has
   * ended, so those are not of this one, though a provider may give an id twice.
   */
  readonly at: number;
}

/**
 * Why a device cannot go on. `rolled-back`: its keys are of an earlier time, or are used elsewhere too. `refused`: the
 * homeserver takes no keys from it, or has lost those it had. `damaged`: its keys cannot be read. `wrong-key`: they are
 * locked with another key.
 */
export type DeviceLoss = 'rolled-back' | 'refused' | 'damaged' | 'wrong-key';

/** The Matrix session as the views know it: no token in it. */
export type SessionSnapshot =
  | { readonly state: 'starting' }
  | {
      readonly state: 'signed-out';
      readonly error?: ErrorData;
      /**
       * What waited to be sent when the homeserver ended the session, oldest first, and what was half written, in all rooms;
       * it lies nowhere else.
       */
      readonly unsent?: { readonly userId: string; readonly texts: readonly string[] };
    }
  /** Soft logout: device, keys and outbox are kept; the same person signs in again. */
  | { readonly state: 'expired'; readonly userId: string }
  | { readonly state: 'signed-in'; readonly userId: string; readonly deviceId: string }
  | { readonly state: 'failed'; readonly error: ErrorData };

/** The stored Matrix session; lies encrypted in `src/store` and never crosses the port. */
export interface StoredSession {
  /** Base URL without a trailing slash. */
  readonly homeserver: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Milliseconds since the epoch, by this computer's clock. */
  readonly expiresAt?: number;
  /** `sub` at the identity provider, where it is known. */
  readonly subject?: string;
  /** 32 bytes, base64: the key of the rust crypto store. */
  readonly cryptoStoreKey: string;
  /** Soft-logged-out: must sign in again with the same device id. */
  readonly expired?: boolean;
  /** `M_USER_LOCKED` (Client-Server API, "Account locking"): the homeserver lets the account in no more, for now. */
  readonly locked?: boolean;
  /** The device of this session is never used again: whoever signs in gets another one, which keeps the records. */
  readonly lost?: DeviceLoss;
  /** This device took the place of one that was lost. */
  readonly replaces?: DeviceLoss;
  /** When it did, milliseconds since the epoch. */
  readonly replacedAt?: number;
  /**
   * When a copy of what lies here was last in use with the lost device, as far as is known, in milliseconds since the
   * epoch: what was written before may have been sent by it.
   */
  readonly usedElsewhereAt?: number;
  /** The device under whose id outbox, drafts and rooms lie here, where it was another one. */
  readonly records?: string;
  /** The lost device, whose keys are set aside until what it could read has been taken over. */
  readonly former?: FormerDevice;
}

/** Under which device's id the records of an account lie here: its own, or that of the one whose place it took. */
export function recordsOf({ deviceId, records }: RecordsOwner): string {
  return records ?? deviceId;
}

/** The same device, or one that took the place of a lost one: what is on screen stays. */
export function hasSameRecords(a: RecordsOwner, b: RecordsOwner): boolean {
  return a.userId === b.userId && recordsOf(a) === recordsOf(b);
}

type RecordsOwner = Pick<StoredSession, 'userId' | 'deviceId' | 'records'>;

export type FormerDevice = Pick<StoredSession, 'deviceId' | 'cryptoStoreKey'>;
