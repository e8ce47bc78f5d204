import { hostEngine } from '../link/engine-host.ts';
import { openEngineStore } from '../store/engine-store.ts';
import { fenceStores } from './crypto/fence-stores.ts';
import { startEngine } from './engine.ts';
import { Vigil } from './vigil.ts';

hostEngine(async (settings) => {
  const store = await openEngineStore(settings.homeserver);
  if (store.persistent) {
    const vigil = new Vigil(() => store.isNewest());
    vigil.start();
    fenceStores(() => vigil.isSure, IDBDatabase.prototype);
  }
  return startEngine(settings, store);
});
