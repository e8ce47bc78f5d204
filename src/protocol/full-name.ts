import type { Person } from './row.ts';

/** The name where it stands alone in a sentence: with the user id, where somebody else could be meant. */
export function fullName({ name, disambiguation }: Person): string {
  return disambiguation === undefined ? name : `${name} (${disambiguation})`;
}
