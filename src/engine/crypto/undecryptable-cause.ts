import { DecryptionFailureCode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { UndecryptableCause } from '../../protocol/row.ts';

const causes = new Map<DecryptionFailureCode, UndecryptableCause>([
  [DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID, 'waiting'],
  [DecryptionFailureCode.OLM_UNKNOWN_MESSAGE_INDEX, 'key-too-new'],
  [DecryptionFailureCode.MEGOLM_KEY_WITHHELD, 'withheld'],
  [DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE, 'withheld-unverified'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_NO_KEY_BACKUP, 'no-backup'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED, 'needs-recovery'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_WORKING_BACKUP, 'not-in-backup'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_USER_NOT_JOINED, 'before-join'],
  [DecryptionFailureCode.SENDER_IDENTITY_PREVIOUSLY_VERIFIED, 'identity-changed'],
  [DecryptionFailureCode.UNKNOWN_SENDER_DEVICE, 'sender-unknown'],
  [DecryptionFailureCode.UNSIGNED_SENDER_DEVICE, 'sender-untrusted'],
]);

/** How it stood with this device when it tried. */
export interface TriedBy {
  /** It is signed by its owner. */
  readonly confirmed: boolean;
  /** There is a recovery key that could be entered. */
  readonly recoverable: boolean;
}

/** Why an event cannot be read. */
export function undecryptableCause(
  code: DecryptionFailureCode | null,
  { confirmed, recoverable }: TriedBy,
): UndecryptableCause {
  const cause = (code === null ? undefined : causes.get(code)) ?? 'failed';
  if (cause === 'needs-recovery' && !recoverable) return 'no-recovery';
  return cause === 'withheld-unverified' && confirmed ? 'withheld-before' : cause;
}
