import { join } from 'node:path';

import { type Origins, type Ports, loopback } from './origins.ts';
import { realmName, serverName } from './people.ts';
import type { Secrets } from './secrets.ts';

export interface SynapseSettings {
  /** Whether Synapse takes a Keycloak token as it is; without it only `m.login.sso` is left. */
  readonly jwt: boolean;
  /** Tests send faster than people do; `default` shows how the element behaves under 429. */
  readonly rateLimits: 'raised' | 'default';
  /** How long a refreshable Matrix access token is good. */
  readonly accessTokenSeconds: number;
  /** How long a refresh token is good that nobody uses; for ever by default. */
  readonly refreshTokenSeconds?: number;
}

export interface SynapseConfigOptions extends SynapseSettings {
  readonly folder: string;
  readonly ports: Ports;
  readonly origins: Origins;
  readonly secrets: Secrets;
}

/** `homeserver.yaml`; JSON is YAML too. */
export function synapseConfig(options: SynapseConfigOptions): object {
  const { folder, ports, origins, secrets } = options;
  const issuer = `${origins.sso}/realms/${realmName}`;
  return {
    server_name: serverName,
    public_baseurl: `${origins.matrix}/`,
    pid_file: join(folder, 'synapse.pid'),
    listeners: [
      {
        port: ports.matrix,
        type: 'http',
        bind_addresses: ['127.0.0.1'],
        resources: [{ names: ['client'], compress: false }],
      },
    ],
    database: { name: 'sqlite3', args: { database: join(folder, 'homeserver.db') } },
    media_store_path: join(folder, 'media'),
    signing_key_path: join(folder, 'signing.key'),
    log_config: join(folder, 'log.json'),
    report_stats: false,
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    federation_domain_whitelist: [],
    macaroon_secret_key: secrets.macaroonKey,
    registration_shared_secret: secrets.registrationSecret,
    app_service_config_files: [join(folder, 'application-service.json')],
    max_upload_size: '50M',
    enable_authenticated_media: true,
    enable_room_list_search: true,
    refreshable_access_token_lifetime: `${String(options.accessTokenSeconds)}s`,
    ...(options.refreshTokenSeconds === undefined
      ? {}
      : { refresh_token_lifetime: `${String(options.refreshTokenSeconds)}s` }),
    password_config: { enabled: false },
    presence: { enabled: false },
    sso: { client_whitelist: [`${origins.wiki}/`, `${origins.chat}/`, `${origins.elsewhere}/`] },
    oidc_providers: [oidcProvider(issuer, loopback(ports.sso), secrets.synapseClientSecret)],
    ...(options.jwt ? { jwt_config: jwtConfig(issuer, secrets.realmPublicKey) } : {}),
    ...(options.rateLimits === 'raised' ? raisedLimits() : {}),
  };
}

function jwtConfig(issuer: string, publicKey: string): object {
  return {
    enabled: true,
    secret: publicKey,
    algorithm: 'RS256',
    subject_claim: 'preferred_username',
    display_name_claim: 'name',
    issuer,
    audiences: ['matrix'],
  };
}

/** The browser goes to Keycloak by its name; Synapse itself cannot resolve that name and asks the loopback. */
function oidcProvider(issuer: string, keycloak: string, clientSecret: string): object {
  const paths = 'protocol/openid-connect';
  const backChannel = `${keycloak}/realms/${realmName}/${paths}`;
  return {
    idp_id: 'keycloak',
    idp_name: 'Acme',
    discover: false,
    skip_verification: true,
    issuer,
    client_id: 'synapse',
    client_secret: clientSecret,
    scopes: ['openid', 'profile'],
    authorization_endpoint: `${issuer}/${paths}/auth`,
    token_endpoint: `${backChannel}/token`,
    userinfo_endpoint: `${backChannel}/userinfo`,
    jwks_uri: `${backChannel}/certs`,
    // The same person may have come in by JWT before.
    allow_existing_users: true,
    user_mapping_provider: {
      config: { localpart_template: '{{ user.preferred_username }}', display_name_template: '{{ user.name }}' },
    },
  };
}

function raisedLimits(): object {
  const open = { per_second: 10_000, burst_count: 10_000 };
  return {
    rc_message: open,
    rc_registration: open,
    rc_login: { address: open, account: open, failed_attempts: open },
    rc_joins: { local: open, remote: open },
    rc_joins_per_room: open,
    rc_invites: { per_room: open, per_user: open, per_issuer: open },
    rc_room_creation: open,
    rc_admin_redaction: open,
    rc_key_requests: open,
    rc_reports: open,
    rc_media_create: open,
    rc_delayed_event_mgmt: open,
  };
}

/** May speak for everybody and choose the time of what it says: how the seed's conversations got their past. */
export function applicationService(secrets: Secrets): object {
  return {
    id: 'wiki-room-stack',
    url: null,
    as_token: secrets.applicationToken,
    hs_token: secrets.applicationToken.split('').reverse().join(''),
    sender_localpart: 'stack',
    rate_limited: false,
    namespaces: { users: [{ regex: `@.*:${serverName}`, exclusive: false }], rooms: [], aliases: [] },
  };
}

export const logConfig = {
  version: 1,
  formatters: { plain: { format: '%(asctime)s %(levelname)s %(name)s %(message)s' } },
  handlers: { console: { class: 'logging.StreamHandler', formatter: 'plain', stream: 'ext://sys.stderr' } },
  root: { level: 'WARNING', handlers: ['console'] },
  disable_existing_loggers: false,
};
