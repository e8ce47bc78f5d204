import { startEngine } from '../../src/engine/engine.ts';
import { TestEngineStore } from './engine-store.ts';
import { FollowedEngine, eventually, plainOf } from './followed-engine.ts';
import { ScriptedHomeserver, roomAlias } from './scripted-homeserver.ts';

/** An engine on a scripted homeserver, with what a page sees of it. */
export async function engineOn(server = new ScriptedHomeserver(), store = new TestEngineStore()) {
  const settings = { homeserver: server.url, deviceName: 'wiki.example.org', wasmUrl: 'data:,' };
  const engine = new FollowedEngine(await startEngine(settings, store, server.fetch));
  const room = engine.room(roomAlias);
  return {
    server,
    store,
    engine,
    room,
    /** What stands in the messages. */
    texts: (): string[] => room.rows.filter(({ kind }) => kind === 'message').map(plainOf),
    signIn: () => engine.call('sign-in', { credential: { kind: 'jwt', token: 'alice-token', subject: 'alice' } }),
    [Symbol.dispose]: () => engine.service.stop(),
  };
}

/** The same, with the reader signed in and the room on screen. */
export async function liveEngine(server?: ScriptedHomeserver, store?: TestEngineStore) {
  const running = await engineOn(server, store);
  await running.signIn();
  await eventually('the room is live', () => running.room.live);
  return running;
}
