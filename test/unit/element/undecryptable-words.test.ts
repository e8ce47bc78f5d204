import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatsFor } from '../../../src/element/message/formats.ts';
import { undecryptableWords, wantsRecoveryKey } from '../../../src/element/message/undecryptable-words.ts';
import type { UndecryptableCause } from '../../../src/protocol/row.ts';
import { undecryptable } from '../../support/rows.ts';

/** What one row says, what seven of them say, and whether the recovery key is asked for. */
const table: Readonly<Record<UndecryptableCause, readonly [string, string, boolean?]>> = {
  waiting: [
    'This message cannot be read yet. Its key has not arrived.',
    '7 messages cannot be read yet. Their keys have not arrived.',
  ],
  'before-join': ['This message was sent before you joined.', '7 messages were sent before you joined.'],
  'no-backup': [
    'This message was sent before you signed in here, and there is no key backup.',
    '7 messages were sent before you signed in here, and there is no key backup.',
  ],
  'needs-recovery': ['This message is locked.', '7 messages are locked.', true],
  'no-recovery': [
    'This message is locked, and your account has no recovery key that opens it.',
    '7 messages are locked, and your account has no recovery key that opens them.',
  ],
  'not-in-backup': ['The key of this message is not in your backup.', 'The keys of 7 messages are not in your backup.'],
  'withheld-unverified': [
    '\u2068Bob\u2069 shares messages with confirmed devices only, and this browser is not confirmed.',
    '7 messages were shared with confirmed devices only, and this browser is not confirmed.',
    true,
  ],
  'withheld-before': [
    '\u2068Bob\u2069 shares messages with confirmed devices only, and this browser was not confirmed then.',
    '7 messages were shared with confirmed devices only, and this browser was not confirmed then.',
  ],
  withheld: [
    '\u2068Bob\u2069 did not share the key of this message with this browser.',
    'The keys of 7 messages were not shared with this browser.',
  ],
  'key-too-new': [
    'The key that came for this message opens later ones only.',
    'The keys that came for 7 messages open later ones only.',
  ],
  'identity-changed': [
    'This message is not shown: the identity of \u2068Bob\u2069 has changed.',
    '7 messages are not shown: the identity of their sender has changed.',
  ],
  'sender-untrusted': [
    'This message is not shown: it came from a device that \u2068Bob\u2069 has not confirmed.',
    '7 messages are not shown: they came from a device that its owner has not confirmed.',
  ],
  'sender-unknown': [
    'This message is not shown: it came from a device that nobody knows.',
    '7 messages are not shown: they came from a device that nobody knows.',
  ],
  failed: ['This message cannot be decrypted.', '7 messages cannot be decrypted.'],
};

describe('a message that cannot be read', () => {
  const formats = formatsFor('en');

  for (const [cause, [one, many, recovery = false]] of Object.entries(table)) {
    it(`says why, and what helps: ${cause}`, () => {
      const row = undecryptable(cause as UndecryptableCause);
      assert.deepEqual([undecryptableWords(row, 1, formats), undecryptableWords(row, 7, formats)], [one, many]);
      assert.equal(wantsRecoveryKey(row), recovery);
    });
  }

  it('writes a large number as the reader does', () => {
    const row = undecryptable('waiting');
    assert.match(undecryptableWords(row, 1234, formats), /^1,234 messages/);
    assert.match(undecryptableWords(row, 1234, formatsFor('de')), /^1\.234 messages/);
  });

  it('has words of its own for each reason', () => {
    const words = Object.values(table).flatMap(([one, many]) => [one, many]);
    assert.equal(new Set(words).size, words.length);
  });
});
