import { adminClient } from './keycloak-admin.ts';
import type { Origins } from './origins.ts';
import { people, realmName } from './people.ts';
import type { Secrets } from './secrets.ts';

export interface RealmOptions {
  readonly origins: Origins;
  readonly secrets: Secrets;
  /** How long an access token of Keycloak is good; Keycloak's own default is five minutes. */
  readonly accessTokenSeconds: number;
}

/** What Synapse's JWT log-in looks for in an access token. */
const matrixAudience = {
  name: 'matrix-audience',
  protocol: 'openid-connect',
  protocolMapper: 'oidc-audience-mapper',
  config: { 'included.custom.audience': 'matrix', 'access.token.claim': 'true', 'id.token.claim': 'false' },
};

/** The realm as Keycloak imports it. */
export function realm({ origins, secrets, accessTokenSeconds }: RealmOptions): object {
  const pages = [origins.wiki, origins.chat, origins.elsewhere];
  return {
    realm: realmName,
    displayName: 'Acme',
    enabled: true,
    sslRequired: 'none',
    accessTokenLifespan: accessTokenSeconds,
    components: { 'org.keycloak.keys.KeyProvider': keyProviders(secrets) },
    clients: [
      roomClient('wiki-room', pages, origins.wiki),
      // A client is told of a log-out at one address: the second home has one of its own.
      roomClient('wiki-room-chat', pages, origins.chat),
      // The wiki's own log-in, which has nothing to do with Matrix.
      {
        ...publicClient('wiki'),
        name: 'Wiki',
        redirectUris: [`${origins.wiki}/*`],
        webOrigins: [origins.wiki],
        attributes: { 'post.logout.redirect.uris': `${origins.wiki}/*` },
      },
      // Gives tests a token for a name and a password; the product's client does not allow that.
      {
        ...publicClient('wiki-room-test'),
        standardFlowEnabled: false,
        directAccessGrantsEnabled: true,
        protocolMappers: [matrixAudience],
      },
      // Lets tests do what an administrator does.
      {
        clientId: adminClient,
        enabled: true,
        publicClient: false,
        secret: secrets.synapseClientSecret,
        standardFlowEnabled: false,
        serviceAccountsEnabled: true,
      },
      {
        clientId: 'synapse',
        enabled: true,
        protocol: 'openid-connect',
        publicClient: false,
        secret: secrets.synapseClientSecret,
        standardFlowEnabled: true,
        redirectUris: [`${origins.matrix}/_synapse/client/oidc/callback`],
      },
    ],
    groups: [{ name: 'alpha' }, { name: 'editors' }],
    users: [
      {
        username: `service-account-${adminClient}`,
        enabled: true,
        serviceAccountClientId: adminClient,
        clientRoles: { 'realm-management': ['manage-users', 'view-users'] },
      },
      ...Object.values(people).map((person) => ({
        id: person.subject,
        username: person.name,
        enabled: true,
        firstName: person.firstName,
        lastName: person.lastName,
        email: `${person.name}@example.org`,
        emailVerified: true,
        groups: person.name === 'mallory' ? [] : ['/alpha'],
        credentials: [{ type: 'password', value: person.password, temporary: false }],
      })),
    ],
  };
}

/** `home`: where its `callback.html` is told that a person has logged out. */
function roomClient(clientId: string, pages: readonly string[], home: string): object {
  return {
    ...publicClient(clientId),
    name: 'Wiki room',
    redirectUris: pages.map((page) => `${page}/*`),
    webOrigins: pages,
    frontchannelLogout: true,
    attributes: {
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': pages.map((page) => `${page}/*`).join('##'),
      'frontchannel.logout.url': `${home}/wiki-room/callback.html`,
      'frontchannel.logout.session.required': 'true',
    },
    protocolMappers: [matrixAudience],
  };
}

function publicClient(clientId: string): object {
  return {
    clientId,
    enabled: true,
    protocol: 'openid-connect',
    publicClient: true,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
  };
}

function keyProviders(secrets: Secrets): object[] {
  return [
    {
      name: 'rsa',
      providerId: 'rsa',
      config: { privateKey: [secrets.realmPrivateKey], priority: ['200'], enabled: ['true'], active: ['true'] },
    },
    { name: 'hmac', providerId: 'hmac-generated', config: { priority: ['100'], algorithm: ['HS512'] } },
    { name: 'aes', providerId: 'aes-generated', config: { priority: ['100'] } },
  ];
}
