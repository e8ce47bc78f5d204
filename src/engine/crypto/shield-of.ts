import { EventShieldReason } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { EventEncryptionInfo } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { Shield } from '../../protocol/row.ts';

/**
 * What a reader is told about where a message came from. A key from the backup ("authenticity not guaranteed") and a
 * person who was never verified are how things normally are; saying so on every row would teach to overlook it.
 */
export function shieldOf(info: EventEncryptionInfo | null): Shield | undefined {
  switch (info?.shieldReason) {
    case EventShieldReason.MISMATCHED_SENDER:
      return 'sender-not-proven';
    case EventShieldReason.VERIFICATION_VIOLATION:
      return 'identity-changed';
    default:
      return undefined;
  }
}
