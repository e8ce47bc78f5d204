import type { Fetch } from '../http/matrix-api.ts';
import { fieldsOf, textOf } from '../shape.ts';

export interface OwnKeyRequestsOptions {
  readonly userId: string;
  readonly deviceId: string;
  /** The homeserver takes no more keys of this device, or has lost those it had, and no attempt will change that. */
  readonly refused: () => void;
  /** It takes or has them again. */
  readonly taken: () => void;
  /** Under this device's id the homeserver holds the keys of another. */
  readonly differs: () => void;
}

const uploadPath = '/_matrix/client/v3/keys/upload';
const queryPath = '/_matrix/client/v3/keys/query';

/** The crypto machine sends the same keys with every sync, so what was refused waits this long, in milliseconds. */
const firstWait = 60_000;
const longestWait = 30 * 60_000;
/** An answer to what was asked no longer than this after the device gave its keys may be older than they are. */
const settleTime = 60_000;
/** Refusals of an unknown kind that prove nothing yet. */
const mostUnknown = 2;

/**
 * What becomes of this device's own keys at the homeserver. The crypto machine sees no refusal and tries again for ever.
 * Source: Client-Server API, "Uploading keys"; Synapse's words for a one-time key that it holds already, with another value.
 */
export class OwnKeyRequests {
  readonly #options: OwnKeyRequestsOptions;
  #refusals = 0;
  #heldUntil = 0;
  /** The device took it that the homeserver had its keys, and gave one-time keys only. */
  #gaveBefore = false;
  #absent = false;
  #settledAt = -Infinity;
  #lost = false;
  #refusal: { readonly status: number; readonly body: string } | undefined;
  /** The device's own `ed25519` key, once it is known. */
  fingerprint: string | undefined;
  /** The homeserver's last word: the account has no identity, whatever the crypto machine made and remembers. */
  identityMissing = false;

  constructor(options: OwnKeyRequestsOptions) {
    this.#options = options;
  }

  /** As `fetch`; while the homeserver refuses keys it is asked seldom, and its last answer is given again. */
  watch(fetch: Fetch): Fetch {
    return async (input, init) => {
      const { pathname } = new URL(input);
      if (pathname === queryPath) {
        const askedAt = performance.now();
        const response = await fetch(input, init);
        if (response.ok) this.#compare(await jsonOf(response), askedAt);
        return response;
      }
      if (pathname !== uploadPath) return fetch(input, init);
      if (this.#refusal !== undefined && performance.now() < this.#heldUntil) {
        const { status, body } = this.#refusal;
        return new Response(body, { status, headers: { 'Content-Type': 'application/json' } });
      }
      const response = await fetch(input, init);
      if (response.ok) this.#taken(init?.body);
      else if (isRefusal(response.status)) await this.#refused(response);
      return response;
    };
  }

  #taken(body: unknown): void {
    if (typeof body === 'string') {
      this.#gaveBefore = fieldsOf(JSON.parse(body))['device_keys'] === undefined;
      if (!this.#gaveBefore) {
        this.#absent = false;
        this.#settledAt = performance.now() + settleTime;
      }
      this.#lookForDevice();
    }
    if (this.#refusal === undefined) return;
    this.#refusal = undefined;
    this.#refusals = 0;
    if (!this.#lost) this.#options.taken();
  }

  async #refused(response: Response): Promise<void> {
    const body = await response.clone().text();
    this.#refusals++;
    if (!/one.time key .*already exists/i.test(body) && this.#refusals <= mostUnknown) return;
    this.#refusal = { status: response.status, body };
    this.#heldUntil = performance.now() + Math.min(firstWait * this.#refusals, longestWait);
    this.#options.refused();
  }

  /** One that was deleted while it was signed out, and made anew as it signed in: nobody can encrypt for it any more. */
  #lookForDevice(): void {
    const isLost = this.#absent && this.#gaveBefore;
    if (isLost === this.#lost) return;
    this.#lost = isLost;
    if (isLost) this.#options.refused();
    else if (this.#refusal === undefined) this.#options.taken();
  }

  #compare(answer: unknown, askedAt: number): void {
    const { userId, deviceId } = this.#options;
    const { device_keys: all, master_keys: identities } = fieldsOf(answer);
    const own = fieldsOf(all)[userId];
    // Others were asked for.
    if (own === undefined) return;
    this.identityMissing = fieldsOf(identities)[userId] === undefined;
    const devices = fieldsOf(own);
    if (askedAt >= this.#settledAt) {
      this.#absent = devices[deviceId] === undefined;
      this.#lookForDevice();
    }
    const told = textOf(fieldsOf(fieldsOf(devices[deviceId])['keys'])[`ed25519:${deviceId}`]);
    if (told !== undefined && this.fingerprint !== undefined && told !== this.fingerprint) this.#options.differs();
  }
}

/** Understood and not wanted; another token or some patience would not help. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 403, 404, 429].includes(status);
}

function jsonOf(response: Response): Promise<unknown> {
  return response
    .clone()
    .json()
    .catch(() => undefined);
}
