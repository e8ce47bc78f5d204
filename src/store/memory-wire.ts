import type { Agreement, MessageDraft, OutboxRecord } from '../protocol/outbox.ts';
import type { AccountMarker } from '../protocol/services.ts';
import { asSessionEntry } from './entry-shape.ts';
import { asAgreement, asMessageDraft, asOutboxMarks, asOutboxState } from './stored-shape.ts';

/**
 * Where there is no IndexedDB, the engine's memory is the store, and the pages ask it over a `BroadcastChannel`: the
 * session itself never crosses it.
 */
export interface MemoryRequest {
  readonly from: string;
  readonly id: number;
  /** The account it is meant for; an engine with another one does not answer. Empty: whichever is signed in. */
  readonly account: string;
  readonly ask: MemoryQuestion;
}

export type MemoryQuestion =
  | { readonly kind: 'account' }
  /** Harmless when it is asked again. */
  | {
      readonly kind: 'add';
      readonly txnId: string;
      readonly roomId: string;
      readonly draft: MessageDraft;
      readonly file?: Blob | undefined;
    }
  | { readonly kind: 'list'; readonly roomId?: string | undefined }
  | { readonly kind: 'retry'; readonly txnId: string; readonly agreed?: Agreement | undefined }
  | { readonly kind: 'remove'; readonly txnId: string };

/** What each question is answered with. */
export interface MemoryAnswers {
  readonly account: AccountMarker | undefined;
  readonly add: OutboxRecord;
  readonly list: readonly OutboxRecord[];
  readonly retry: undefined;
  readonly remove: undefined;
}

export interface MemoryResponse {
  readonly to: string;
  readonly id: number;
  readonly value: unknown;
}

export function memoryChannelName(homeserver: string): string {
  return `wiki-room:${homeserver}:memory`;
}

export function asMemoryRequest(data: unknown): MemoryRequest | undefined {
  const { from, id, account, ask } = fieldsOf(data);
  const fits =
    typeof from === 'string' && typeof id === 'number' && typeof account === 'string' && isQuestion(fieldsOf(ask));
  return fits ? (data as MemoryRequest) : undefined;
}

function isQuestion({ kind, roomId, txnId, draft, agreed, file }: Record<string, unknown>): boolean {
  if (kind === 'account') return true;
  if (kind === 'add') return typeof txnId === 'string' && isAddition(roomId, draft, file);
  if (kind === 'list') return roomId === undefined || typeof roomId === 'string';
  if (kind === 'retry' && agreed !== undefined && asAgreement(agreed) === undefined) return false;
  return (kind === 'retry' || kind === 'remove') && typeof txnId === 'string';
}

function isAddition(roomId: unknown, draft: unknown, file: unknown): boolean {
  const isFile = file === undefined || file instanceof Blob;
  return typeof roomId === 'string' && asMessageDraft(draft) !== undefined && isFile;
}

export function asMemoryResponse(data: unknown): MemoryResponse | undefined {
  const { to, id } = fieldsOf(data);
  return typeof to === 'string' && typeof id === 'number' ? (data as MemoryResponse) : undefined;
}

const answers: { readonly [K in keyof MemoryAnswers]: (value: unknown) => boolean } = {
  account: (value) => value === undefined || asSessionEntry(value) !== undefined,
  add: isRecord,
  list: (value) => Array.isArray(value) && value.every(isRecord),
  retry: isNothing,
  remove: isNothing,
};

/** Any script of the origin may answer. */
export function fitsQuestion<K extends keyof MemoryAnswers>(kind: K, value: unknown): value is MemoryAnswers[K] {
  return answers[kind](value);
}

function isRecord(value: unknown): boolean {
  const { txnId, roomId, at, draft, state, marks } = fieldsOf(value);
  return (
    typeof txnId === 'string' &&
    typeof roomId === 'string' &&
    typeof at === 'number' &&
    asMessageDraft(draft) !== undefined &&
    asOutboxState(state) !== undefined &&
    (marks === undefined || asOutboxMarks(marks) !== undefined)
  );
}

function isNothing(value: unknown): boolean {
  return value === undefined;
}

function fieldsOf(data: unknown): Record<string, unknown> {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
}
