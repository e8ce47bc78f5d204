import type { Draft } from '../protocol/draft.ts';
import type { Agreement, MessageDraft, OutboxMarks, OutboxQuestion, OutboxState } from '../protocol/outbox.ts';
import type { Preferences, StoredAudience, StoredRoom } from '../protocol/room-store.ts';
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
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isFlagOrNothing = (value: unknown): boolean => value === undefined || typeof value === 'boolean';
const isAgreementOrNothing = (value: unknown): boolean => value === undefined || asAgreement(value) !== undefined;
const isTextOrNothing = (value: unknown): boolean => value === undefined || isText(value);

export function asDraft(value: unknown): Draft | undefined {
  const fields = fieldsOf(value);
  const edit = fieldsOf(fields?.['edit']);
  const storing = fields?.['storing'];
  const fits =
    isDraftPart(value) &&
    (storing === undefined || (Array.isArray(storing) && storing.every(isDraftPart))) &&
    (fields?.['edit'] === undefined ||
      (isText(edit?.['eventId']) && isText(edit['text']) && isTextOrNothing(edit['txnId'])));
  return fits ? (value as Draft) : undefined;
}

function isDraftPart(value: unknown): boolean {
  const fields = fieldsOf(value);
  return (
    fields !== undefined &&
    isText(fields['text']) &&
    isTextOrNothing(fields['replyTo']) &&
    isTextOrNothing(fields['thread']) &&
    isTextOrNothing(fields['txnId'])
  );
}

export function asMessageDraft(value: unknown): MessageDraft | undefined {
  const fields = fieldsOf(value);
  const fits =
    fields &&
    isText(fields['text']) &&
    isTextOrNothing(fields['replyTo']) &&
    isTextOrNothing(fields['thread']) &&
    isTextOrNothing(fields['edits']) &&
    (fields['file'] === undefined || isOutgoingFile(fields['file']));
  return fits ? (value as MessageDraft) : undefined;
}

function isOutgoingFile(value: unknown): boolean {
  const { kind, name, mime, size, box } = fieldsOf(value) ?? {};
  const { width, height } = fieldsOf(box) ?? {};
  return (
    (kind === 'image' || kind === 'file' || kind === 'audio' || kind === 'video') &&
    isText(name) &&
    isText(mime) &&
    isTime(size) &&
    (box === undefined || (isTime(width) && isTime(height)))
  );
}

export function asOutboxState(value: unknown): OutboxState | undefined {
  const fields = fieldsOf(value);
  const agreed = fields?.['agreed'];
  const fits =
    (fields?.['kind'] === 'waiting' && isAgreementOrNothing(agreed)) ||
    (fields?.['kind'] === 'asking' && isQuestion(fields['question']) && isAgreementOrNothing(agreed)) ||
    (fields?.['kind'] === 'failed' && isError(fields['error'])) ||
    (fields?.['kind'] === 'sent' && isText(fields['eventId']));
  return fits ? (value as OutboxState) : undefined;
}

export function asOutboxMarks(value: unknown): OutboxMarks | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const { tried, audience, uploaded } = fields;
  const isTried = isTime(fieldsOf(tried)?.['at']) && isText(fieldsOf(tried)?.['deviceId']);
  const fits =
    (tried === undefined || isTried) &&
    (audience === undefined || isTexts(audience)) &&
    (uploaded === undefined || fieldsOf(uploaded) !== undefined);
  return fits ? (value as OutboxMarks) : undefined;
}

export function asAgreement(value: unknown): Agreement | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const { again, with: people, despite } = fields;
  const fits =
    (again === undefined || isTime(again)) &&
    (people === undefined || people === 'everyone' || isTexts(people)) &&
    (despite === undefined || isTexts(despite));
  return fits ? (value as Agreement) : undefined;
}

function isQuestion(value: unknown): value is OutboxQuestion {
  const fields = fieldsOf(value);
  if (fields?.['kind'] === 'sent-before') return true;
  const { kind, names, count, userIds } = fields ?? {};
  if (!isTexts(names) || !isTime(count)) return false;
  return (kind === 'newcomers' && userIds === 'everyone') || (isPersonal(kind) && isTexts(userIds));
}

function isPersonal(kind: unknown): boolean {
  return kind === 'newcomers' || kind === 'identity-changed';
}

function isError(value: unknown): boolean {
  const { code, message, detail } = fieldsOf(value) ?? {};
  return isText(code) && isText(message) && isTextOrNothing(detail);
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
  if (!fits) return undefined;
  const { audience, ...rest } = value as StoredRoom;
  return audience !== undefined && isAudience(audience) ? { ...rest, audience } : rest;
}

function isAudience(value: StoredAudience): boolean {
  const { userIds, since } = fieldsOf(value) ?? {};
  return isTexts(userIds) && isTime(since);
}

export function asPreferences(value: unknown): Preferences | undefined {
  const { privateReceipts, reader, session, askedToKeepAt, unsaved, putOff } = fieldsOf(value) ?? {};
  const { issuer, sid, at } = fieldsOf(session) ?? {};
  const { about, closedAt } = fieldsOf(putOff) ?? {};
  const fits =
    typeof privateReceipts === 'boolean' &&
    isTextOrNothing(reader) &&
    (askedToKeepAt === undefined || isTime(askedToKeepAt)) &&
    isFlagOrNothing(unsaved) &&
    (session === undefined || (isText(issuer) && isText(sid) && typeof at === 'number'));
  if (!fits) return undefined;
  if (putOff === undefined || (isText(about) && (closedAt === undefined || isTime(closedAt))))
    return value as Preferences;
  const { putOff: _, ...rest } = value as Preferences;
  return rest;
}

export function asStoredSession(value: unknown): StoredSession | undefined {
  const fields = fieldsOf(value);
  const fits =
    fields &&
    ['homeserver', 'userId', 'deviceId', 'accessToken', 'cryptoStoreKey'].every((name) => isText(fields[name])) &&
    isTextOrNothing(fields['refreshToken']) &&
    isTextOrNothing(fields['subject']) &&
    isTextOrNothing(fields['records']) &&
    (fields['former'] === undefined || isFormerDevice(fields['former'])) &&
    (fields['expiresAt'] === undefined || typeof fields['expiresAt'] === 'number') &&
    ['replacedAt', 'usedElsewhereAt'].every((name) => fields[name] === undefined || isTime(fields[name]));
  return fits ? (value as StoredSession) : undefined;
}

function isFormerDevice(value: unknown): boolean {
  const { deviceId, cryptoStoreKey } = fieldsOf(value) ?? {};
  return isText(deviceId) && isText(cryptoStoreKey);
}
