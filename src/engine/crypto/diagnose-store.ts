import { cryptoDatabasePrefix } from '../session/crypto-databases.ts';
import { loadCryptoCode } from './load-crypto-code.ts';
import { storeKeyOf } from './store-key.ts';

export type Diagnosis =
  /** It is of another key. */
  | 'wrong-key'
  /** What lies in it is no crypto store, or not a whole one. */
  | 'damaged'
  /** A newer version of the script has written it. */
  | 'newer'
  /** Storage or memory gave out: it may be whole. */
  | 'unknown';

/**
 * Why a crypto store did not open, by opening it once more. The crypto module gives one reason for a wrong key and for a
 * damaged account; the one shows before the account is looked at.
 */
export async function diagnoseStore(userId: string, deviceId: string, cryptoStoreKey: string): Promise<Diagnosis> {
  const { DeviceId, OlmMachine, StoreHandle, UserId } = await loadCryptoCode();
  let handle;
  try {
    handle = await StoreHandle.openWithKey(cryptoDatabasePrefix(userId, deviceId), storeKeyOf(cryptoStoreKey));
  } catch (error) {
    return /decrypted while unpickling/.test(String(error)) ? 'wrong-key' : ofThrown(error);
  }
  try {
    const machine = await OlmMachine.initFromStore(new UserId(userId), new DeviceId(deviceId), handle);
    handle.free();
    machine.close();
    return 'unknown';
  } catch (error) {
    return ofThrown(error);
  }
}

function ofThrown(error: unknown): Diagnosis {
  const words = String(error);
  if (/schema version .* too new/.test(words)) return 'newer';
  // Traps and lack of memory have classes of their own; of the database's errors only some tell of what lies in it.
  if (!(error instanceof Error) || error.constructor !== Error) return 'unknown';
  const [, kind] = /DomException (\w+)/.exec(words) ?? [];
  return kind === undefined || ['NotFoundError', 'DataError', 'ConstraintError'].includes(kind) ? 'damaged' : 'unknown';
}
