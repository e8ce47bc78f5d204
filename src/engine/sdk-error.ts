import { WikiRoomError } from '../protocol/error.ts';
import type { ErrorCode } from '../protocol/error.ts';
import { countOf, fieldsOf, textOf } from './shape.ts';

/** What a Matrix `errcode` means to us; source: Client-Server API, "Standard error response". */
const codes = new Map<string, ErrorCode>([
  ['M_FORBIDDEN', 'not-allowed'],
  ['M_GUEST_ACCESS_FORBIDDEN', 'not-allowed'],
  ['M_CONSENT_NOT_GIVEN', 'not-allowed'],
  ['M_TOO_LARGE', 'too-large'],
  ['M_LIMIT_EXCEEDED', 'rate-limited'],
  ['M_UNKNOWN_TOKEN', 'sign-in-required'],
  ['M_MISSING_TOKEN', 'sign-in-required'],
  ['M_USER_LOCKED', 'account-locked'],
  ['M_USER_SUSPENDED', 'account-locked'],
  ['M_USER_DEACTIVATED', 'account-locked'],
]);

/** An answer that is no success. `message` never repeats what the server wrote: it may quote what was sent. */
export function errorOfAnswer(status: number, body: unknown, retryAfter: string | null = null): WikiRoomError {
  const { errcode, retry_after_ms: wait } = fieldsOf(body);
  const detail = textOf(errcode);
  const retryAfterMs = countOf(wait) ?? retryAfterOf(retryAfter);
  const code = codeOfAnswer(status, detail);
  return new WikiRoomError(code, `the homeserver answered ${status}${detail === undefined ? '' : ` ${detail}`}`, {
    detail: detail ?? `HTTP ${status}`,
    retryAfterMs: code === 'rate-limited' ? retryAfterMs : undefined,
  });
}

function codeOfAnswer(status: number, errcode: string | undefined): ErrorCode {
  if (status === 429) return 'rate-limited';
  if (status >= 500 || errcode === undefined) return status === 413 ? 'too-large' : 'homeserver-error';
  return codes.get(errcode) ?? 'unknown';
}

/** There is no such way here; so says a homeserver that does not know it, and a proxy before one that is starting. */
export function isPathless({ detail }: WikiRoomError): boolean {
  return detail === 'HTTP 404' || detail === 'HTTP 405';
}

/** The header in seconds or as a date, in milliseconds. */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Whatever the SDK threw. A message of its own may hold what was sent, so only names and codes are taken over. */
export function errorOfSdk(thrown: unknown, fallback: ErrorCode): WikiRoomError {
  if (thrown instanceof WikiRoomError) return thrown;
  const { name, errcode, httpStatus, data } = fieldsOf(thrown);
  if (typeof httpStatus === 'number') {
    const body = typeof errcode === 'string' ? { ...fieldsOf(data), errcode } : data;
    return errorOfAnswer(httpStatus, body);
  }
  if (name === 'ConnectionError' || name === 'TokenRefreshError') return unreachable(thrown);
  const kind = thrown instanceof Error ? thrown.name : typeof thrown;
  return new WikiRoomError(fallback, `${fallback}: ${kind}`, { cause: thrown });
}

/** Network, DNS, TLS, CORS or a proxy: script is told one and the same of all of them. */
export function unreachable(cause: unknown): WikiRoomError {
  return new WikiRoomError('homeserver-unreachable', 'the homeserver cannot be reached', { cause });
}

/** The homeserver understood, and will not have it. */
export function isRefusal({ code }: Pick<WikiRoomError, 'code'>): boolean {
  return code === 'unknown' || code === 'not-allowed';
}

/** Trying the same again later may help. */
export function isPassing({ code }: Pick<WikiRoomError, 'code'>): boolean {
  return ['homeserver-unreachable', 'homeserver-error', 'rate-limited'].includes(code);
}
