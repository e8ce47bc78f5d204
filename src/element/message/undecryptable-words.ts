import { msg, str } from '@lit/localize';
import type { UndecryptableRow } from '../../protocol/row.ts';
import { isolate } from '../words/isolate.ts';
import type { Formats } from './formats.ts';

/** The recovery key would help: the row offers to enter it. */
export function wantsRecoveryKey({ cause }: UndecryptableRow): boolean {
  return cause === 'needs-recovery' || cause === 'withheld-unverified';
}

/** Why messages cannot be read, in words a person would say. */
export function undecryptableWords({ cause, sender }: UndecryptableRow, rows: number, formats: Formats): string {
  const name = isolate(sender.name);
  const one = rows === 1;
  // The first formatter takes a while: most messages are alone.
  const count = one ? '' : formats.number(rows);
  switch (cause) {
    case 'waiting':
      return one
        ? msg('This message cannot be read yet. Its key has not arrived.')
        : msg(str`${count} messages cannot be read yet. Their keys have not arrived.`);
    case 'before-join':
      return one
        ? msg('This message was sent before you joined.')
        : msg(str`${count} messages were sent before you joined.`);
    case 'no-backup':
      return one
        ? msg('This message was sent before you signed in here, and there is no key backup.')
        : msg(str`${count} messages were sent before you signed in here, and there is no key backup.`);
    case 'needs-recovery':
      return one ? msg('This message is locked.') : msg(str`${count} messages are locked.`);
    case 'no-recovery':
      return one
        ? msg('This message is locked, and your account has no recovery key that opens it.')
        : msg(str`${count} messages are locked, and your account has no recovery key that opens them.`);
    case 'not-in-backup':
      return one
        ? msg('The key of this message is not in your backup.')
        : msg(str`The keys of ${count} messages are not in your backup.`);
    case 'withheld-unverified':
      return one
        ? msg(str`${name} shares messages with confirmed devices only, and this browser is not confirmed.`)
        : msg(str`${count} messages were shared with confirmed devices only, and this browser is not confirmed.`);
    case 'withheld-before':
      return one
        ? msg(str`${name} shares messages with confirmed devices only, and this browser was not confirmed then.`)
        : msg(str`${count} messages were shared with confirmed devices only, and this browser was not confirmed then.`);
    case 'withheld':
      return one
        ? msg(str`${name} did not share the key of this message with this browser.`)
        : msg(str`The keys of ${count} messages were not shared with this browser.`);
    case 'key-too-new':
      return one
        ? msg('The key that came for this message opens later ones only.')
        : msg(str`The keys that came for ${count} messages open later ones only.`);
    case 'identity-changed':
      return one
        ? msg(str`This message is not shown: the identity of ${name} has changed.`)
        : msg(str`${count} messages are not shown: the identity of their sender has changed.`);
    case 'sender-untrusted':
      return one
        ? msg(str`This message is not shown: it came from a device that ${name} has not confirmed.`)
        : msg(str`${count} messages are not shown: they came from a device that its owner has not confirmed.`);
    case 'sender-unknown':
      return one
        ? msg('This message is not shown: it came from a device that nobody knows.')
        : msg(str`${count} messages are not shown: they came from a device that nobody knows.`);
    case 'failed':
      return one ? msg('This message cannot be decrypted.') : msg(str`${count} messages cannot be decrypted.`);
  }
}
