import { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { EngineStore } from '../../protocol/engine-store.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import { largestFile } from '../../protocol/media.ts';
import type {
  Agreement,
  OutboxMarks,
  OutboxQuestion,
  OutboxRecord,
  OutboxState,
  OutgoingFile,
} from '../../protocol/outbox.ts';
import { messageContent } from '../content/message-content.ts';
import { txnMarker } from '../content/txn-marker.ts';
import { identityChanged } from '../crypto/changed-identities.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import type { FileUploader } from '../media/file-uploader.ts';
import { atOnce } from '../rooms/room-audience.ts';
import { textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import { draftContext } from './draft-context.ts';
import { findSent } from './find-sent.ts';
import type { SoughtEvent } from './find-sent.ts';
import { identitiesOf, newcomersTo } from './recipient-questions.ts';
import type { OutboxRoom } from './outbox-room.ts';
import type { Passage } from './passage.ts';
import type { SpokenOf } from './spoken-of.ts';

export interface SendOptions {
  readonly api: MatrixApi;
  readonly store: EngineStore;
  /** This device has encrypted for the room before. */
  readonly remembersEncryption: (roomId: string) => Promise<boolean>;
  readonly userId: string;
  readonly deviceId: string;
  /** When a copy of the store was last in use, where one is known of; milliseconds since the epoch. */
  readonly usedElsewhereAt: number | undefined;
  readonly signal: AbortSignal;
  readonly uploader: Pick<FileUploader, 'upload'>;
  /** Whether what is known of the room, and of devices, is of now. */
  readonly isCurrent: (roomId: string) => boolean;
  /** It is known whether the homeserver was restored from a backup, and room keys are new where it was. */
  readonly homeserverIsKnown: () => Promise<void>;
  readonly deviceListsMayBeOld: () => Promise<void>;
}

export interface Attempt {
  readonly spokenOf: SpokenOf;
  readonly passage: Passage;
  /** The person deleted the record. */
  readonly signal: AbortSignal;
  readonly uploading: (done: number, total: number) => void;
}

/** A homeserver remembers a transaction id for a day, and for one device; a little less is safe. Milliseconds. */
const remembered = 23 * 60 * 60_000;

/**
 * One attempt to send a record: what becomes of it. Rejects where trying again may help, and where none will; the
 * record itself is read anew, for a person may have deleted it or answered meanwhile.
 *
 * 1. Where an earlier attempt, of this browser or of a copy of its store, may have been accepted and the homeserver no
 *    longer knows its transaction id, the message is looked for in the room.
 * 2. Its file goes before it.
 * 3. Where it is late, it goes to nobody who came after it was written, unless the person agrees.
 * 4. It goes to nobody whose identity has changed since they were verified, unless the person agrees.
 * 5. That it was tried is noted before it is.
 */
export async function sendRecord(
  record: OutboxRecord,
  room: OutboxRoom,
  options: SendOptions,
  attempt: Attempt,
): Promise<OutboxState> {
  const { api, store, signal, userId, deviceId } = options;
  const { roomId, txnId, at, state } = record;
  let marks = record.marks ?? {};
  const agreed = state.kind === 'waiting' ? state.agreed : undefined;
  if (!room.encrypted && (await isEncrypted(roomId, options))) room.encryption.remember();
  const forgotten = forgottenAttempt(record, agreed, options);
  if (forgotten !== undefined) {
    const sought = { roomId, txnId, since: Math.min(at, Date.now()), ...forgotten };
    const decrypt: OutboxRoom['encryption']['peek'] = (entries) => room.encryption.peek(entries);
    const found = await findSent(sought, { api, userId, signal, decrypt });
    if (found === undefined) return asking({ kind: 'sent-before' }, agreed);
    if (found !== null) return { kind: 'sent', eventId: found };
  }
  if (record.draft.file !== undefined) {
    const uploaded = await uploadedFile(record.draft.file, record, room, options, attempt);
    if (uploaded !== marks.uploaded) {
      marks = { ...marks, uploaded };
      await store.setOutboxMarks(txnId, { uploaded });
    }
  }
  if (room.encrypted) {
    // After a sleep or an outage a message may leave before the sync has told what happened meanwhile.
    await options.homeserverIsKnown();
    if (!options.isCurrent(roomId)) {
      room.encryption.membersMissed();
      await options.deviceListsMayBeOld();
    }
    await room.encryption.ready();
    if (Math.abs(Date.now() - at) > atOnce) {
      const audience = marks.audience ?? room.audience.at(at);
      const newcomers = newcomersTo(await room.audience.recipients(), audience, agreed, userId);
      if (newcomers !== undefined) return asking(newcomers, agreed);
    }
  }
  if (agreed?.despite !== undefined) await room.encryption.acceptIdentities(agreed.despite);
  const event = await eventOf({ ...record, marks }, room, userId, attempt.spokenOf).catch((error: unknown) =>
    whomItDoubts(error, room),
  );
  if ('kind' in event) return asking(event, agreed);
  if (marks.tried === undefined || forgotten !== undefined || isAgreed(marks, agreed)) {
    await store.setOutboxMarks(txnId, { tried: { at: Date.now(), deviceId } });
  }
  // What the store no longer holds was deleted by the person meanwhile.
  if ((await store.outboxRecord(txnId)) === undefined)
    throw new WikiRoomError('unknown', 'deleted meanwhile', { detail: 'deleted' });
  if (room.encrypted && event.type !== 'm.room.encrypted') throw encryptedMeanwhile();
  const path = matrixPath`/_matrix/client/v3/rooms/${roomId}/send/${event.type}/${txnId}`;
  const answer = await attempt.passage.carry(
    api.request({ method: 'PUT', path, body: event.content, signal, timeout: 60_000 }),
  );
  const eventId = textOf(answer['event_id']);
  if (eventId === undefined) throw new WikiRoomError('homeserver-error', 'an answer without an event id');
  return { kind: 'sent', eventId };
}

/** Tried again, it is encrypted. */
function encryptedMeanwhile(): WikiRoomError {
  return new WikiRoomError('homeserver-error', 'the room was encrypted meanwhile');
}

/** As this device remembers; and as the homeserver says, where the sync has not told of the room lately. */
async function isEncrypted(
  roomId: string,
  { api, signal, isCurrent, remembersEncryption }: SendOptions,
): Promise<boolean> {
  if (await remembersEncryption(roomId)) return true;
  if (isCurrent(roomId)) return false;
  try {
    await api.request({ path: matrixPath`/_matrix/client/v3/rooms/${roomId}/state/m.room.encryption/`, signal });
    return true;
  } catch (error) {
    if (WikiRoomError.from(error).detail === 'M_NOT_FOUND') return false;
    throw error;
  }
}

/** Brings the file to the homeserver, once; again only where the room has been encrypted since. */
async function uploadedFile(
  file: OutgoingFile,
  { txnId, marks }: OutboxRecord,
  { encrypted }: OutboxRoom,
  { store, uploader, signal }: SendOptions,
  attempt: Attempt,
): Promise<Fields> {
  const uploaded = marks?.uploaded;
  if (uploaded !== undefined && (!encrypted || 'file' in uploaded)) return uploaded;
  // The homeserver may not have told its limit when it was chosen.
  if (file.size > largestFile) throw new WikiRoomError('too-large', 'the file is too large', { detail: 'file' });
  const blob = await store.outboxFile(txnId);
  if (blob === undefined) throw new WikiRoomError('media-unavailable', 'the file is gone', { detail: 'lost' });
  // Where nothing can be noted, it would be uploaded again with each attempt.
  await store.setOutboxMarks(txnId, {});
  const ended = AbortSignal.any([signal, attempt.signal]);
  return attempt.passage.carry(uploader.upload(blob, file, { encrypted, signal: ended, progress: attempt.uploading }));
}

/**
 * The attempt that may have been accepted, where the same transaction id would be taken for a new one; `deviceId`: whose
 * it was, where only one device can have made it.
 */
function forgottenAttempt(
  { at, marks = {} }: OutboxRecord,
  agreed: Agreement | undefined,
  { deviceId, usedElsewhereAt = 0 }: SendOptions,
): Pick<SoughtEvent, 'deviceId'> | undefined {
  const { tried } = marks;
  if (tried === undefined || isAgreed(marks, agreed)) {
    // Nothing was tried here since. What is stored may have been copied, and the copy have sent it.
    const since = agreed?.again ?? at;
    return since < usedElsewhereAt || isForgotten(since) ? { deviceId: undefined } : undefined;
  }
  if (tried.deviceId === deviceId && !isForgotten(tried.at)) return undefined;
  return { deviceId: tried.deviceId === '' ? undefined : tried.deviceId };
}

function isForgotten(time: number): boolean {
  return Math.abs(Date.now() - time) > remembered;
}

/** The person wants it sent again, whatever became of the attempts before. */
function isAgreed({ tried }: OutboxMarks, agreed: Agreement | undefined): boolean {
  return tried !== undefined && agreed?.again !== undefined && agreed.again >= tried.at;
}

/** The question of a message that was not encrypted because of somebody's new identity. */
async function whomItDoubts(error: unknown, { audience, encryption }: OutboxRoom): Promise<OutboxQuestion> {
  if (!(error instanceof WikiRoomError) || error.detail !== identityChanged) throw error;
  const recipients = await audience.recipients();
  const changed = await encryption.changedIdentities(recipients.map(({ userId }) => userId));
  const question = identitiesOf(recipients, changed);
  // Nobody by now: trying again helps.
  if (question === undefined) throw new WikiRoomError('homeserver-error', 'an identity has changed meanwhile');
  return question;
}

function asking(question: OutboxQuestion, agreed: Agreement | undefined): OutboxState {
  return { kind: 'asking', question, ...(agreed === undefined ? {} : { agreed }) };
}

/** Never in clear where the room is, or was ever known to be, encrypted. */
async function eventOf(
  { draft, txnId, marks }: OutboxRecord,
  room: OutboxRoom,
  userId: string,
  spokenOf: SpokenOf,
): Promise<{ readonly type: string; readonly content: Fields }> {
  // After a restart what it answers may not be among what is known: it would leave its thread.
  const context = await draftContext(draft, room, (eventId) => spokenOf.find(eventId, room));
  const text = await messageContent(draft, context);
  const content = {
    ...(draft.file === undefined ? text : fileContent(text, marks?.uploaded, room)),
    [txnMarker]: txnId,
  };
  if (!room.encrypted) return { type: 'm.room.message', content };
  const event = new MatrixEvent({
    type: 'm.room.message',
    content,
    room_id: room.roomId,
    sender: userId,
  });
  await room.encryption.encrypt(event);
  const type = event.getWireType();
  if (type !== 'm.room.encrypted') throw new WikiRoomError('crypto-failed', 'the message was not encrypted');
  return { type, content: event.getWireContent() };
}

/** A file with the text as its caption. Source: Client-Server API, "Media captions". */
function fileContent(text: Fields, uploaded: Fields | undefined, { encrypted }: OutboxRoom): Fields {
  if (uploaded === undefined) throw new WikiRoomError('media-unavailable', 'no event without its file');
  if (encrypted && !('file' in uploaded)) throw encryptedMeanwhile();
  const { body, ...rest } = text;
  return { ...rest, body: body === '' ? uploaded['filename'] : body, ...uploaded };
}
