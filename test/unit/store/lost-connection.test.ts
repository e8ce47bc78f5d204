import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { IDBFactory, forceCloseDatabase } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { eventually } from '../../support/followed-engine.ts';
import { homeserver, session } from './stored-session.ts';

/** A store whose connection the browser closes by itself; `opens` false: it does not open again for now. */
async function disconnected({ empty, opens }: { readonly empty: boolean; readonly opens: boolean }) {
  const factory = new IDBFactory();
  const connections: IDBDatabase[] = [];
  const open = factory.open.bind(factory);
  let refusing = false;
  let refused = 0;
  factory.open = (...args) => {
    if (refusing) {
      refused++;
      throw new DOMException('backing store', 'UnknownError');
    }
    const request = open(...args);
    request.addEventListener('success', () => connections.push(request.result));
    return request;
  };
  globalThis.indexedDB = factory;
  const store = await openEngineStore(homeserver);
  await store.saveSession(session());
  let removals = 0;
  store.onRemoved(() => removals++);
  // What is opened after the connection was lost is empty.
  if (empty) globalThis.indexedDB = new IDBFactory();
  refusing = !opens;
  forceCloseDatabase(connections[0] as never);
  if (!empty) await eventually('it is looked at again', () => (opens ? connections.length > 1 : refused > 0));
  refusing = false;
  return { store, removals: () => removals };
}

describe('a store whose connection was closed from outside', () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory();
  });

  test('is taken for removed where it is empty', async () => {
    const { removals } = await disconnected({ empty: true, opens: true });
    await eventually('it is told', () => removals() === 1);
  });

  test('goes on where all is there, and where it does not open at once', async () => {
    for (const opens of [true, false]) {
      const { store, removals } = await disconnected({ empty: false, opens });
      assert.equal(removals(), 0);
      assert.equal((await store.session())?.userId, session().userId);
    }
  });
});
