import type { Person } from './people.ts';
import { realmName } from './people.ts';

/** The realm's client whose service account may change its users. */
export const adminClient = 'wiki-room-test-admin';

/** What an administrator of the realm may do to a person. */
export class KeycloakAdmin {
  readonly #keycloak: string;
  readonly #secret: string;

  /** `keycloak` is the loopback address. */
  constructor(keycloak: string, secret: string) {
    this.#keycloak = keycloak;
    this.#secret = secret;
  }

  async setEnabled({ subject }: Person, enabled: boolean): Promise<void> {
    const url = `${this.#keycloak}/admin/realms/${realmName}/users/${subject}`;
    const headers = { authorization: `Bearer ${await this.#token()}`, 'content-type': 'application/json' };
    const user = (await (await fetch(url, { headers })).json()) as object;
    const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ ...user, enabled }) });
    if (!response.ok) throw new Error(`Keycloak answered ${String(response.status)}: ${await response.text()}`);
  }

  async #token(): Promise<string> {
    const response = await fetch(`${this.#keycloak}/realms/${realmName}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: adminClient,
        client_secret: this.#secret,
      }),
    });
    const { access_token: token } = (await response.json()) as { access_token?: string };
    if (token === undefined) throw new Error(`Keycloak gave its administrator no token: ${String(response.status)}`);
    return token;
  }
}
