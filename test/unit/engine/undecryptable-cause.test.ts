import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DecryptionFailureCode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { undecryptableCause } from '../../../src/engine/crypto/undecryptable-cause.ts';
import type { UndecryptableCause } from '../../../src/protocol/row.ts';

const causes: Readonly<Record<DecryptionFailureCode, UndecryptableCause>> = {
  MEGOLM_UNKNOWN_INBOUND_SESSION_ID: 'waiting',
  MEGOLM_KEY_WITHHELD: 'withheld',
  MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE: 'withheld-unverified',
  OLM_UNKNOWN_MESSAGE_INDEX: 'key-too-new',
  HISTORICAL_MESSAGE_NO_KEY_BACKUP: 'no-backup',
  HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED: 'needs-recovery',
  HISTORICAL_MESSAGE_WORKING_BACKUP: 'not-in-backup',
  HISTORICAL_MESSAGE_USER_NOT_JOINED: 'before-join',
  SENDER_IDENTITY_PREVIOUSLY_VERIFIED: 'identity-changed',
  UNSIGNED_SENDER_DEVICE: 'sender-untrusted',
  UNKNOWN_SENDER_DEVICE: 'sender-unknown',
  UNKNOWN_ERROR: 'failed',
};

const tried = { confirmed: false, recoverable: true };

describe('why an event cannot be read', () => {
  it('is told apart for every reason that the SDK knows', () => {
    const codes = Object.values(DecryptionFailureCode);
    assert.deepEqual(codes.toSorted(), Object.keys(causes).toSorted());
    assert.deepEqual(Object.fromEntries(codes.map((code) => [code, undecryptableCause(code, tried)])), causes);
    assert.equal(new Set(Object.values(causes)).size, codes.length);
  });

  it('is that this device was not confirmed then, once it is', () => {
    const code = DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE;
    assert.equal(undecryptableCause(code, { ...tried, confirmed: true }), 'withheld-before');
  });

  it('is that no recovery key could open the backup, where there is none', () => {
    const code = DecryptionFailureCode.HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED;
    assert.equal(undecryptableCause(code, { ...tried, recoverable: false }), 'no-recovery');
  });

  it('is not known where the SDK gives no reason, or one of a later version', () => {
    assert.equal(undecryptableCause(null, tried), 'failed');
    assert.equal(undecryptableCause('SOMETHING_NEW' as never, tried), 'failed');
  });
});
