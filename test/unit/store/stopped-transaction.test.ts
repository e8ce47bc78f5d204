import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { unwrap } from 'idb';
import { Database, isStorageError, isWithoutStorage } from '../../../src/store/database.ts';
import type { ReadTransaction, WriteTransaction } from '../../../src/store/schema.ts';

/** Lets a transaction fall as Chromium does one whose process has stopped in it while others waited. */
function timeOut(transaction: ReadTransaction | WriteTransaction): void {
  (unwrap(transaction) as unknown as { _abort(name: string): void })._abort('TimeoutError');
}

async function write(falls: number): Promise<{ readonly tries: number; readonly stored: readonly unknown[] }> {
  const database = new Database({ upgrades: true });
  let tries = 0;
  await database.write(['engines'], async (transaction) => {
    await transaction.objectStore('engines').add(1, `try ${++tries}`);
    if (tries <= falls) timeOut(transaction);
  });
  const stored = await database.read(['engines'], (transaction) => transaction.objectStore('engines').getAllKeys());
  return { tries, stored };
}

describe('a transaction in which its process was stopped', () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory();
  });

  test('is written again, once', async () => {
    assert.deepEqual(await write(0), { tries: 1, stored: ['try 1'] });
    globalThis.indexedDB = new IDBFactory();
    assert.deepEqual(await write(2), { tries: 3, stored: ['try 3'] });
  });

  test('is read again', async () => {
    const database = new Database({ upgrades: true });
    let tries = 0;
    const read = await database.read(['engines'], (transaction) => {
      const count = transaction.objectStore('engines').count();
      if (++tries === 1) timeOut(transaction);
      return count;
    });
    assert.deepEqual({ tries, read }, { tries: 2, read: 0 });
  });

  test('is no reason to take memory for the visit, where it happens again and again', async () => {
    const error: unknown = await write(3).then(undefined, (reason: unknown) => reason);
    assert.equal(isStorageError(error, 'blocked'), true);
    assert.equal(isWithoutStorage(error), false);
  });
});
