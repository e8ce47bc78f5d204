import type { Credential } from '../protocol/session.ts';

/** A visit to a sign-in page, which comes back to the callback with the same `state`. */
export interface SignInVisit {
  readonly url: string;
  /** Unguessable; the only thing about the visit that travels with it. */
  readonly state: string;
}

/** One way of getting a credential. */
export interface SignInWay {
  /** `silent`: the identity provider shows nothing and answers at once. */
  begin(mode?: 'silent'): Promise<SignInVisit>;
  /**
   * What came back to the callback for the visit of that `state`. Rejects: sign-in-cancelled, sign-in-failed (detail:
   * the provider's error code).
   */
  finish(response: string, state: string): Promise<Credential>;
}
