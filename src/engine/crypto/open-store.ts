import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { WikiRoomError } from '../../protocol/error.ts';
import type { DeviceLoss, StoredSession } from '../../protocol/session.ts';
import { errorOfSdk } from '../sdk-error.ts';
import { cryptoDatabasePrefix } from '../session/crypto-databases.ts';
import { closeAfterFailure } from './close-unused-stores.ts';
import { diagnoseStore } from './diagnose-store.ts';
import { isLost } from './lost-device.ts';
import { storeKeyOf } from './store-key.ts';

interface OpenStoreOptions {
  readonly client: MatrixClient;
  readonly session: StoredSession;
  readonly persistent: boolean;
}

/**
 * Opens the crypto store of a session and starts the SDK's encryption with it. Rejects with what is wrong with a store
 * that does not open. `lost`: another device takes the place of this one, which it says itself.
 */
export async function openStore(options: OpenStoreOptions, lost: (loss: DeviceLoss) => boolean): Promise<void> {
  const { client, session, persistent } = options;
  const { userId, deviceId, cryptoStoreKey } = session;
  try {
    await closeAfterFailure(userId, deviceId, () =>
      client.initRustCrypto({
        useIndexedDB: persistent,
        cryptoDatabasePrefix: cryptoDatabasePrefix(userId, deviceId),
        storageKey: storeKeyOf(cryptoStoreKey),
      }),
    );
  } catch (error) {
    throw persistent ? await whyNotOpen(error, session, lost) : errorOfSdk(error, 'crypto-failed');
  }
  // Nobody is verified by this client. The SDK (43.0.0) makes an object of each request that keeps the store open for good.
  (client.getCrypto() as unknown as { onIncomingKeyVerificationRequest: unknown }).onIncomingKeyVerificationRequest =
    () => undefined;
}

async function whyNotOpen(
  error: unknown,
  { userId, deviceId, cryptoStoreKey }: StoredSession,
  lost: (loss: DeviceLoss) => boolean,
): Promise<WikiRoomError> {
  const detail = await diagnoseStore(userId, deviceId, cryptoStoreKey).catch(() => 'unknown' as const);
  if (detail === 'newer') return new WikiRoomError('version-mismatch', 'of a newer version', { cause: error });
  if (detail === 'unknown') return errorOfSdk(error, 'crypto-store-damaged');
  if (lost(detail)) return isLost();
  return new WikiRoomError('crypto-store-damaged', 'the crypto store does not open', { cause: error, detail });
}
