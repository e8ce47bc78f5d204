import { openEngineStore } from '../../../src/store/engine-store.ts';

/** Lays a session into this origin's storage as the engine does after a sign-in. */
window.benchStoreSession = async (session) => {
  const store = await openEngineStore(session.homeserver);
  await store.saveSession(session);
};
