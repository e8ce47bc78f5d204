import type { SessionEntry } from './schema.ts';

/**
 * What lies readable in the database may be damaged, or another script's work. What is not as it was written is as good
 * as nothing: the next sign-in, or the next engine, puts something right in its place.
 */
export function asKey(value: unknown): CryptoKey | undefined {
  if (!(value instanceof CryptoKey) || value.algorithm.name !== 'AES-GCM' || value.extractable) return undefined;
  return value.usages.includes('encrypt') && value.usages.includes('decrypt') ? value : undefined;
}

export function asSessionEntry(value: unknown): SessionEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { userId, deviceId, subject, expired, records } = value as Readonly<Record<string, unknown>>;
  const fits =
    typeof userId === 'string' &&
    typeof deviceId === 'string' &&
    typeof expired === 'boolean' &&
    [subject, records].every((text) => text === undefined || typeof text === 'string');
  return fits ? (value as SessionEntry) : undefined;
}

/** Of a session that the homeserver has ended: under which device's id its records lay. */
export function asEnded(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { ended } = value as Readonly<Record<string, unknown>>;
  return typeof ended === 'string' ? ended : undefined;
}

/** The number of an engine. */
export function asGeneration(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value < Number.MAX_SAFE_INTEGER ? value : undefined;
}
