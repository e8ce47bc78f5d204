import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';

type Machines = Pick<typeof OlmMachine, 'initFromStore'>;

const mended = new WeakSet<Machines>();

/**
 * Closes a store at once where no machine came of it. The SDK (43.0.0) leaves the handle of such a store to the garbage
 * collection; until then nobody can delete its databases, and keys would outlast a sign-out.
 */
export function closeUnusedStores(machines: Machines): void {
  if (mended.has(machines)) return;
  mended.add(machines);
  const { initFromStore } = machines;
  machines.initFromStore = async (user, device, store, ...others) => {
    try {
      return await initFromStore.call(machines, user, device, store, ...others);
    } catch (error) {
      store.free();
      throw error;
    }
  };
}
