import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { Sealed } from './cipher.ts';
import type { OutboxState } from '../protocol/outbox.ts';

/** What lies in the database. Only ids, times and kinds are readable; the rest is sealed with the account's key. */
export interface Schema extends DBSchema {
  /** By account: its non-extractable AES-GCM key. Where it is gone, nothing of the account is written any more. */
  keys: { key: string; value: CryptoKey };
  /** By homeserver. */
  sessions: { key: string; value: SessionEntry | EndedEntry };
  /** By homeserver: the number of its newest engine; an older engine's writes are refused. */
  engines: { key: string; value: number };
  /** By account and transaction id. */
  outbox: {
    key: [string, string];
    value: OutboxEntry;
    indexes: { order: [string, string, number] };
  };
  /** By account, kind of value, and room (empty for what is of no room). */
  values: { key: [string, ValueKind, string]; value: Sealed };
}

/**
 * `file`: a part of a file that waits in the outbox, by transaction id and number. `gone`: what has left the outbox
 * lately, by time and transaction id. `checked`: when it was last asked which of the stored rooms the reader is still in.
 */
export type ValueKind = 'draft' | 'room' | 'checked' | 'preferences' | 'file' | 'gone';

export interface SessionEntry {
  readonly userId: string;
  readonly deviceId: string;
  readonly subject?: string;
  readonly expired: boolean;
  readonly locked?: boolean;
  readonly records?: string;
  readonly sealed: Sealed;
}

/** In the place of a session that the homeserver has ended: under which device's id its records lay. */
export interface EndedEntry {
  readonly ended: string;
}

export interface OutboxEntry {
  readonly account: string;
  readonly roomId: string;
  readonly at: number;
  readonly kind: OutboxState['kind'];
  readonly draft: Sealed;
  /** Absent: it waits, and nothing has been said of it. */
  readonly state?: Sealed;
  readonly marks?: Sealed;
}

export type StoreName = StoreNames<Schema>;

export type ReadTransaction = IDBPTransaction<Schema, StoreName[]>;

export type WriteTransaction = IDBPTransaction<Schema, StoreName[], 'readwrite'>;

/** The one transaction of an upgrade, over every store. */
export type Upgrade = IDBPTransaction<Schema, StoreName[], 'versionchange'>;

export type Migration = (database: IDBPDatabase<Schema>, upgrade: Upgrade) => void | Promise<void>;

/**
 * Each brings the database one version further, with what lies in it; only ever appended to. Run by the engine alone,
 * under its lock.
 */
export const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('keys');
    database.createObjectStore('sessions');
    database.createObjectStore('engines');
    database.createObjectStore('outbox').createIndex('order', ['account', 'roomId', 'at'], { unique: true });
    database.createObjectStore('values');
  },
];

export const schemaVersion = migrations.length;
