import type { Fetch } from '../http/matrix-api.ts';
import { fieldsOf, textOf } from '../shape.ts';

export interface OwnKeyRequestsOptions {
  readonly userId: string;
  readonly deviceId: string;
  /** The homeserver takes no more keys of this device, and no attempt will change that. */
  readonly refused: () => void;
  /** It takes them again. */
  readonly taken: () => void;
  /** Under this device's id the homeserver holds the keys of another. */
  readonly differs: () => void;
}

const uploadPath = '/_matrix/client/v3/keys/upload';
const queryPath = '/_matrix/client/v3/keys/query';

/** The crypto machine sends the same keys with every sync, so what was refused waits this long, in milliseconds. */
const firstWait = 60_000;
const longestWait = 30 * 60_000;
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
        const response = await fetch(input, init);
        if (response.ok) this.#compare(await jsonOf(response));
        return response;
      }
      if (pathname !== uploadPath) return fetch(input, init);
      if (this.#refusal !== undefined && performance.now() < this.#heldUntil) {
        const { status, body } = this.#refusal;
        return new Response(body, { status, headers: { 'Content-Type': 'application/json' } });
      }
      const response = await fetch(input, init);
      if (response.ok) this.#taken();
      else if (isRefusal(response.status)) await this.#refused(response);
      return response;
    };
  }

  #taken(): void {
    if (this.#refusal === undefined) return;
    this.#refusal = undefined;
    this.#refusals = 0;
    this.#options.taken();
  }

  async #refused(response: Response): Promise<void> {
    const body = await response.clone().text();
    this.#refusals++;
    if (!/one.time key .*already exists/i.test(body) && this.#refusals <= mostUnknown) return;
    this.#refusal = { status: response.status, body };
    this.#heldUntil = performance.now() + Math.min(firstWait * this.#refusals, longestWait);
    this.#options.refused();
  }

  #compare(answer: unknown): void {
    const { userId, deviceId } = this.#options;
    const own = fieldsOf(fieldsOf(answer)['device_keys'])[userId];
    // Others were asked for.
    if (own === undefined) return;
    this.identityMissing = fieldsOf(fieldsOf(answer)['master_keys'])[userId] === undefined;
    const devices = fieldsOf(own);
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
