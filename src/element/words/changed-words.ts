import { msg, str } from '@lit/localize';
import type { ChangedIdentities } from '../../protocol/outbox.ts';
import { isolate } from './isolate.ts';

/** Whose identity is not the one any more that was verified. */
export function changedWords({ names, count }: ChangedIdentities): string {
  const [first = '', second = ''] = names.map(isolate);
  if (count === 1) return msg(str`The identity of ${first} has changed since you verified it.`);
  if (count === 2) return msg(str`The identities of ${first} and ${second} have changed since you verified them.`);
  return msg(str`The identities of ${first} and ${count - 1} others have changed since you verified them.`);
}
