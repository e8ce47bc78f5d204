import { hostEngine } from '../link/engine-host.ts';
import { WikiRoomError } from '../protocol/error.ts';
import { openEngineStore } from '../store/engine-store.ts';
import { fenceStores } from './crypto/fence-stores.ts';
import { startEngine } from './engine.ts';
import { Vigil } from './vigil.ts';

// The SDK goes on for a moment with a crypto machine that was stopped, at a sign-out for example.
addEventListener('unhandledrejection', (event) => {
  if (isOfFreedMemory(event.reason)) event.preventDefault();
});

hostEngine(async (settings, giveUp) => {
  const store = await openEngineStore(settings.homeserver);
  if (store.persistent) {
    const vigil = new Vigil(() => store.isNewest());
    vigil.start();
    const failed = (error: unknown): void => giveUp(isFull(error) ? new WikiRoomError('storage-full') : error);
    fenceStores({ isSure: () => vigil.isSure, failed }, IDBDatabase.prototype);
  }
  return startEngine(settings, store);
});

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

/** The words of wasm-bindgen where an object is used after `free()`. */
function isOfFreedMemory(reason: unknown): boolean {
  return reason instanceof Error && reason.message === 'null pointer passed to rust';
}
