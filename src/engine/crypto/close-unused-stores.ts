import type { OlmMachine, StoreHandle } from '@matrix-org/matrix-sdk-crypto-wasm';
import { silentMachine } from './stop-backend.ts';

type Machines = Pick<typeof OlmMachine, 'initFromStore'>;
type Handles = Pick<typeof StoreHandle, 'openWithKey'>;

interface Made {
  readonly machine: OlmMachine;
  readonly store: StoreHandle;
}

const mended = new WeakSet<Machines>();

/** What has come of the stores of devices, while their opening is watched. */
const watched = new Map<string, Made[]>();

/**
 * The SDK (43.0.0) frees the handle of a store as the last thing, and has then taken the machine; where it fails before,
 * it leaves both open.
 */
export async function closeAfterFailure(userId: string, deviceId: string, open: () => Promise<void>): Promise<void> {
  const name = nameOf(userId, deviceId);
  const made: Made[] = [];
  watched.set(name, made);
  try {
    await open();
  } catch (error) {
    for (const { machine, store } of made) {
      store.free();
      machine.close();
      // What the SDK has begun with it goes on when an answer comes, and nobody handles its failure.
      Object.setPrototypeOf(machine, silentMachine);
    }
    throw error;
  } finally {
    watched.delete(name);
  }
}

function nameOf(userId: string, deviceId: string): string {
  return `${userId} ${deviceId}`;
}

/**
 * Closes a store at once where no machine came of it. The SDK (43.0.0) leaves the handle of such a store to the garbage
 * collection, and the module (18.9.0) the database that holds the key of a store where that is another one; until then
 * nobody can delete the databases, and keys would outlast a sign-out.
 */
export function closeUnusedStores(code: { readonly OlmMachine: Machines; readonly StoreHandle: Handles }): void {
  const { OlmMachine: machines, StoreHandle: handles } = code;
  if (mended.has(machines)) return;
  mended.add(machines);
  closeUnusedHandles(machines);
  // A Firefox in private mode has none.
  const factory = (globalThis as { IDBFactory?: { prototype: IDBFactory } }).IDBFactory?.prototype;
  if (factory !== undefined) closeKeyDatabases(handles, factory);
}

function closeUnusedHandles(machines: Machines): void {
  const { initFromStore } = machines;
  machines.initFromStore = async (user, device, store, ...others) => {
    const made = watched.get(nameOf(user.toString(), device.toString()));
    try {
      const machine = await initFromStore.call(machines, user, device, store, ...others);
      made?.push({ machine, store });
      return machine;
    } catch (error) {
      store.free();
      throw error;
    }
  };
}

/** The module reads the key before all else, and closes its database by itself where that succeeds. */
function closeKeyDatabases(handles: Handles, factory: Pick<IDBFactory, 'open'>): void {
  /** By the name of the database, while a store is being opened. */
  const opening = new Map<string, IDBDatabase[]>();
  const { open } = factory;
  factory.open = function (this: IDBFactory, name, ...version) {
    const request = open.call(this, name, ...version);
    const opened = opening.get(name);
    if (opened !== undefined) request.addEventListener('success', () => opened.push(request.result));
    return request;
  };
  const { openWithKey } = handles;
  handles.openWithKey = async (prefix, ...others) => {
    const name = `${prefix}::matrix-sdk-crypto-meta`;
    const opened: IDBDatabase[] = [];
    opening.set(name, opened);
    try {
      return await openWithKey.call(handles, prefix, ...others);
    } catch (error) {
      for (const database of opened) database.close();
      throw error;
    } finally {
      opening.delete(name);
    }
  };
}
