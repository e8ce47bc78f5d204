import { msg, str } from '@lit/localize';
import type { Person } from '../../protocol/row.ts';

/** Who is typing, in one short line; empty where nobody is. */
export function typingWords(people: readonly Person[]): string {
  const [first, second] = people;
  if (first === undefined) return '';
  if (second === undefined) return msg(str`${isolated(first)} is typing`);
  if (people.length === 2) return msg(str`${isolated(first)} and ${isolated(second)} are typing`);
  return msg(str`${isolated(first)} and ${people.length - 1} others are typing`);
}

/** A name of another direction must not turn the line around. */
function isolated({ name }: Person): string {
  return `\u2068${name}\u2069`;
}
