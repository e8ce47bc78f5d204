import { sign } from 'node:crypto';

import { type Person, realmName } from '../people.ts';
import type { Secrets } from '../secrets.ts';

/** The token that Keycloak would give: signed with the realm's key, so that seeding need not start Keycloak. */
export function realmToken(person: Person, ssoOrigin: string, secrets: Secrets): string {
  const now = Math.floor(Date.now() / 1000);
  const header = encode({ alg: 'RS256', typ: 'JWT' });
  const payload = encode({
    iss: `${ssoOrigin}/realms/${realmName}`,
    aud: 'matrix',
    sub: person.subject,
    preferred_username: person.name,
    name: person.displayName,
    iat: now,
    exp: now + 300,
  });
  const signature = sign('sha256', Buffer.from(`${header}.${payload}`), secrets.realmPrivateKey);
  return `${header}.${payload}.${signature.toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
