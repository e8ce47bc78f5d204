import type { MessageDraft, OutboxState } from '../protocol/outbox.ts';
import type { Preferences, StoredRoom } from '../protocol/room-store.ts';
import type { StoredSession } from '../protocol/session.ts';

/**
 * What comes back from storage may have been written by an older build: each reader checks what its users rely on, and
 * gives `undefined` for anything else.
 */
type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNothing = (value: unknown): boolean => value === undefined || isText(value);

/** A composer's draft and an outbox record's have one shape. */
export function asMessageDraft(value: unknown): MessageDraft | undefined {
  const fields = fieldsOf(value);
  const fits =
    fields && isText(fields['text']) && isTextOrNothing(fields['replyTo']) && isTextOrNothing(fields['edits']);
  return fits ? (value as MessageDraft) : undefined;
}

export function asOutboxState(value: unknown): OutboxState | undefined {
  const fields = fieldsOf(value);
  const fits =
    fields?.['kind'] === 'waiting' ||
    (fields?.['kind'] === 'failed' && isText(fieldsOf(fields['error'])?.['code'])) ||
    (fields?.['kind'] === 'sent' && isText(fields['eventId']));
  return fits ? (value as OutboxState) : undefined;
}

export function asStoredRoom(value: unknown): StoredRoom | undefined {
  const fields = fieldsOf(value);
  const room = fieldsOf(fields?.['room']);
  const fits =
    room !== undefined &&
    isText(room['name']) &&
    fieldsOf(room['access']) !== undefined &&
    Array.isArray(fields?.['rows']) &&
    typeof fields['savedAt'] === 'number';
  return fits ? (value as StoredRoom) : undefined;
}

export function asPreferences(value: unknown): Preferences | undefined {
  return typeof fieldsOf(value)?.['privateReceipts'] === 'boolean' ? (value as Preferences) : undefined;
}

export function asStoredSession(value: unknown): StoredSession | undefined {
  const fields = fieldsOf(value);
  const fits =
    fields &&
    ['homeserver', 'userId', 'deviceId', 'accessToken', 'cryptoStoreKey'].every((name) => isText(fields[name])) &&
    isTextOrNothing(fields['refreshToken']) &&
    isTextOrNothing(fields['subject']) &&
    (fields['expiresAt'] === undefined || typeof fields['expiresAt'] === 'number');
  return fits ? (value as StoredSession) : undefined;
}
