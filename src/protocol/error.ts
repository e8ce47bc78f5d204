/**
 * Every way the product can fail, as one word. The words a reader sees are chosen from it in `src/element`;
 * `message` is for developers and never holds a token, key, recovery phrase or message text.
 */
export const errorCodes = [
  'sign-in-required', // no session and no quiet way to one
  'sign-in-failed', // the identity provider or the homeserver refused
  'sign-in-cancelled', // the person closed the window
  'popup-blocked',
  'signed-out-elsewhere', // device deleted or token revoked for good (no soft logout)
  'account-locked', // M_USER_LOCKED, M_USER_SUSPENDED, M_USER_DEACTIVATED
  'homeserver-unreachable', // network, DNS, TLS, CORS or a proxy: script cannot tell them apart
  'homeserver-error', // an answer that is no Matrix answer, or 5xx
  'rate-limited', // M_LIMIT_EXCEEDED
  'wrong-settings', // an attribute that is missing or malformed; `detail` names it
  'room-not-found',
  'not-invited', // exists, but this account may not enter
  'banned',
  'not-allowed', // M_FORBIDDEN otherwise: power, kicked meanwhile
  'too-large', // M_TOO_LARGE, or over the event limit before sending
  'wrong-recovery-key',
  'no-recovery', // no secret storage to recover from
  'crypto-failed', // wasm missing, refused by policy, or out of memory
  'crypto-store-damaged',
  'blocked-by-policy', // a Content-Security-Policy directive; `detail` names it
  'storage-unavailable', // no IndexedDB
  'storage-full',
  'media-damaged', // wrong hash, cut, or of another size than declared
  'media-unavailable',
  'engine-lost', // the worker died and could not be started again
  'frame-unreachable', // the frame of the second home does not answer: network, or refused by a policy
  'script-unreachable', // a part of the script cannot be loaded: network, or another build took its place
  'version-mismatch', // another build of the script holds the engine
  'bad-request', // a malformed command: a bug, or another script on the port
  'unknown',
] as const;

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** The data of a {@link WikiRoomError}, as it crosses a port. */
export interface ErrorData {
  readonly code: ErrorCode;
  /** For developers and the "Details" line; at most 500 characters. */
  readonly message: string;
  /** What the code is about: an attribute, a CSP directive, a Matrix `errcode`. */
  readonly detail?: string;
  /** Milliseconds until trying again makes sense. */
  readonly retryAfterMs?: number;
}

/** The one error type of the product. */
export class WikiRoomError extends Error {
  override readonly name = 'WikiRoomError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string = code,
    options: { cause?: unknown; detail?: string | undefined; retryAfterMs?: number | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The part that may cross a port: no cause, no stack. */
  toData(): ErrorData {
    return {
      code: this.code,
      message: this.message.slice(0, 500),
      ...(this.detail === undefined ? {} : { detail: this.detail.slice(0, 200) }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
    };
  }

  /** Whatever was thrown, as a WikiRoomError. */
  static from(thrown: unknown, code: ErrorCode = 'unknown'): WikiRoomError {
    if (thrown instanceof WikiRoomError) return thrown;
    const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    return new WikiRoomError(code, message, { cause: thrown });
  }

  /** An error that came over a port; a malformed one becomes `unknown`. */
  static fromData(data: unknown): WikiRoomError {
    const { code, message, detail, retryAfterMs } = (typeof data === 'object' && data !== null ? data : {}) as Record<
      string,
      unknown
    >;
    return new WikiRoomError(
      isErrorCode(code) ? code : 'unknown',
      typeof message === 'string' ? message.slice(0, 500) : 'unknown',
      {
        detail: typeof detail === 'string' ? detail : undefined,
        retryAfterMs: typeof retryAfterMs === 'number' && Number.isFinite(retryAfterMs) ? retryAfterMs : undefined,
      },
    );
  }
}

function isErrorCode(value: unknown): value is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(value);
}
