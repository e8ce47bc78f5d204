import { DecryptionFailureCode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { UndecryptableCause } from '../../protocol/row.ts';

const causes = new Map<DecryptionFailureCode, UndecryptableCause>([
  [DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID, 'waiting'],
  [DecryptionFailureCode.OLM_UNKNOWN_MESSAGE_INDEX, 'waiting'],
  [DecryptionFailureCode.MEGOLM_KEY_WITHHELD, 'withheld'],
  [DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE, 'withheld-unverified'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_NO_KEY_BACKUP, 'no-backup'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED, 'needs-recovery'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_WORKING_BACKUP, 'not-in-backup'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_USER_NOT_JOINED, 'before-join'],
  [DecryptionFailureCode.SENDER_IDENTITY_PREVIOUSLY_VERIFIED, 'identity-changed'],
  [DecryptionFailureCode.UNKNOWN_SENDER_DEVICE, 'sender-untrusted'],
  [DecryptionFailureCode.UNSIGNED_SENDER_DEVICE, 'sender-untrusted'],
]);

/** Why an event cannot be read. */
export function undecryptableCause(code: DecryptionFailureCode | null): UndecryptableCause {
  return (code === null ? undefined : causes.get(code)) ?? 'failed';
}
