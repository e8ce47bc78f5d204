import type { Person } from './people.ts';
import { realmName } from './people.ts';

/** An access token for a name and a password, without a browser. `keycloak` is the loopback address. */
export async function keycloakToken(keycloak: string, person: Person): Promise<string> {
  const response = await fetch(`${keycloak}/realms/${realmName}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'wiki-room-test',
      username: person.name,
      password: person.password,
      scope: 'openid profile',
    }),
  });
  const answer = (await response.json()) as { access_token?: string; error_description?: string };
  if (!answer.access_token)
    throw new Error(`Keycloak gave ${person.name} no token: ${String(answer.error_description)}`);
  return answer.access_token;
}
