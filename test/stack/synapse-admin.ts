import { createHmac, randomBytes } from 'node:crypto';

/** What an administrator may do to a user. Registers an administrator of its own when first needed. */
export class SynapseAdmin {
  readonly #baseUrl: string;
  readonly #registrationSecret: string;
  #token: Promise<string> | undefined;

  constructor(baseUrl: string, registrationSecret: string) {
    this.#baseUrl = baseUrl;
    this.#registrationSecret = registrationSecret;
  }

  /** Ends a session on the server: its access and refresh tokens are good no longer. */
  async deleteDevice(userId: string, deviceId: string): Promise<void> {
    await this.request(
      'DELETE',
      `/_synapse/admin/v2/users/${encodeURIComponent(userId)}/devices/${encodeURIComponent(deviceId)}`,
    );
  }

  async devices(userId: string): Promise<string[]> {
    const answer = (await this.request('GET', `/_synapse/admin/v2/users/${encodeURIComponent(userId)}/devices`)) as {
      devices: { device_id: string }[];
    };
    return answer.devices.map((device) => device.device_id);
  }

  async setLocked(userId: string, locked: boolean): Promise<void> {
    await this.request('PUT', `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`, { locked });
  }

  /** May read, and not write. */
  async setSuspended(userId: string, suspend: boolean): Promise<void> {
    await this.request('PUT', `/_synapse/admin/v1/suspend/${encodeURIComponent(userId)}`, { suspend });
  }

  async request(method: string, path: string, body?: object): Promise<unknown> {
    this.#token ??= this.#register();
    return this.#fetch(method, path, body, await this.#token);
  }

  async #register(): Promise<string> {
    const path = '/_synapse/admin/v1/register';
    const { nonce } = (await this.#fetch('GET', path)) as { nonce: string };
    const username = `admin-${randomBytes(6).toString('hex')}`;
    const password = randomBytes(18).toString('hex');
    const mac = createHmac('sha1', this.#registrationSecret)
      .update([nonce, username, password, 'admin'].join('\0'))
      .digest('hex');
    const answer = await this.#fetch('POST', path, { nonce, username, password, admin: true, mac });
    return (answer as { access_token: string }).access_token;
  }

  async #fetch(method: string, path: string, body?: object, token?: string): Promise<unknown> {
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: token ? { authorization: `Bearer ${token}` } : {},
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer: unknown = await response.json();
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${String(response.status)}: ${JSON.stringify(answer)}`);
    return answer;
  }
}
