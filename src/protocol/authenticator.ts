import type { Credential, ProviderSession } from './session.ts';

/** A person at the identity provider. */
export interface Identity {
  readonly subject: string;
  /** The session in which they are signed in there, where it is named. */
  readonly session?: ProviderSession;
}

/**
 * The sign-in ladder as the view-models see it; `src/auth` implements it. Which way it goes (OIDC with
 * `org.matrix.login.jwt`, or `m.login.sso`) it finds out from the homeserver.
 */
export interface Authenticator {
  /**
   * A credential from a redirect that just came back, or from a session at the identity provider, without showing
   * anything; `undefined` where a click is needed. Never waits longer than a few seconds. Rejects where a redirect came
   * back without success (sign-in-cancelled, sign-in-failed), and where nobody could be asked: homeserver-unreachable,
   * homeserver-error, sign-in-failed (detail `issuer-unreachable`).
   */
  quietly(): Promise<Credential | undefined>;
  /** A credential from a redirect that just came back, and nothing else; rejects as {@link quietly} does. */
  returned(): Promise<Credential | undefined>;
  /**
   * Where {@link quietly} gave up because the identity provider was slow: its answer, if it comes within half a minute, to
   * all who ask before. It is kept for nobody: later another person may be signed in there.
   */
  late(): Promise<Credential | undefined>;
  /** In a click: a popup. Rejects: popup-blocked, sign-in-cancelled, sign-in-failed, homeserver-unreachable, blocked-by-policy. */
  withPopup(): Promise<Credential>;
  /** Leaves the page and comes back to it; the credential then comes from {@link quietly}. */
  withRedirect(): Promise<never>;
  /** A redirect has brought it: it was asked for by a click. */
  isReturned(credential: Credential): boolean;
  /** The homeserver refused this credential: from now on another way of signing in is taken, where there is one. */
  refused(credential: Credential): void;
  /** Who is signed in at the identity provider now; `undefined`: nobody, or it cannot be told. */
  current(): Promise<Identity | undefined>;
  /** Where {@link current} gave up because the identity provider was slow: as {@link late}. */
  currentLate(): Promise<Identity | undefined>;
  /** Address of the identity provider's log-out, offered after signing out; `undefined` where there is none. */
  logoutUrl(): Promise<string | undefined>;
}
