/** An object from outside, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = Object.freeze({});

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one where it is none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : nothing;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number of at least 0 that can be counted with, cut to a whole one. */
export function countOf(value: unknown): number | undefined {
  if (typeof value !== 'number' || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return undefined;
  return Math.floor(value);
}

/** Own entries of an object from outside, whatever its keys are called. */
export function entriesOf(value: unknown): [string, unknown][] {
  return Object.entries(fieldsOf(value));
}

export function textsOf(value: unknown): string[] {
  return listOf(value).filter((item): item is string => typeof item === 'string');
}
