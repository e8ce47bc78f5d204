import { msg, str } from '@lit/localize';
import { fullName } from '../../protocol/full-name.ts';
import type { Person } from '../../protocol/row.ts';
import { isolate } from '../words/isolate.ts';

/** Who is typing, in one short line; empty where nobody is. */
export function typingWords(people: readonly Person[]): string {
  const [first, second] = people.map((person) => isolate(fullName(person)));
  if (first === undefined) return '';
  if (second === undefined) return msg(str`${first} is typing`);
  if (people.length === 2) return msg(str`${first} and ${second} are typing`);
  return msg(str`${first} and ${people.length - 1} others are typing`);
}
