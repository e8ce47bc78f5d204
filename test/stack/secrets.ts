import { generateKeyPair, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { fillOnce } from './cache.ts';

/** What the servers must agree on before any of them runs. */
export interface Secrets {
  readonly realmPrivateKey: string;
  readonly realmPublicKey: string;
  readonly synapseClientSecret: string;
  readonly registrationSecret: string;
  readonly applicationToken: string;
  readonly macaroonKey: string;
}

/** Made once per cache: with the realm's key known beforehand, Keycloak and Synapse can start side by side. */
export async function loadSecrets(): Promise<Secrets> {
  const folder = await fillOnce('secrets', async (draft) => {
    await writeFile(join(draft, 'secrets.json'), JSON.stringify(await makeSecrets()), { mode: 0o600 });
  });
  return JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')) as Secrets;
}

async function makeSecrets(): Promise<Secrets> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const secret = (): string => randomBytes(24).toString('hex');
  return {
    realmPrivateKey: pair.privateKey,
    realmPublicKey: pair.publicKey,
    synapseClientSecret: secret(),
    registrationSecret: secret(),
    applicationToken: secret(),
    macaroonKey: secret(),
  };
}
