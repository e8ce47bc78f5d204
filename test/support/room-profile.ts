import type { StoredSession } from '../../src/protocol/session.ts';
import type { Peer } from '../stack/peer.ts';
import { copyDatabases } from './database-copy.ts';
import { TestEngineStore } from './engine-store.ts';
import type { Engines } from './engines.ts';
import { eventually } from './followed-engine.ts';
import type { FollowedEngine } from './followed-engine.ts';
import { Meddler } from './meddler.ts';

/** Alice's browser profile with a room in it, which can be closed, opened, copied and put back. */
export class RoomProfile {
  readonly store = new TestEngineStore();
  readonly meddler = new Meddler();
  readonly roomId: string;
  readonly #engines: Engines;
  readonly #peer: Peer;
  readonly #address: string;

  private constructor(engines: Engines, peer: Peer, alias: string, roomId: string) {
    this.#engines = engines;
    this.#peer = peer;
    this.#address = `#${alias}:example.org`;
    this.roomId = roomId;
  }

  /** `peer` makes the room and reads in it. */
  static async make(engines: Engines, peer: Peer, alias: string): Promise<RoomProfile> {
    return new RoomProfile(engines, peer, alias, await peer.createRoom(alias, { name: alias }));
  }

  get device(): string {
    return this.store.stored!.deviceId;
  }

  async open(): Promise<FollowedEngine> {
    const engine = await this.#engines.start(this.store, this.meddler.fetch);
    engine.room(this.#address);
    return engine;
  }

  async signIn(engine: FollowedEngine): Promise<void> {
    await this.#engines.signIn(engine, 'alice');
    await engine.call('recover', { secret: this.#engines.recoveryKey('alice') });
    const room = engine.room(this.#address);
    await eventually('the room is live', () => room.live);
  }

  /** Opened, written in, and closed again. */
  async visit(text: string): Promise<void> {
    const noted = this.#visitsNoted();
    const engine = await this.open();
    if (engine.session?.state !== 'signed-in') await this.signIn(engine);
    await this.send(engine, text);
    await eventually('the homeserver knows of the visit', () => this.#visitsNoted() > noted);
    engine.service.stop();
  }

  /** How often the homeserver has taken what an engine says of its keys. */
  #visitsNoted(): number {
    return this.meddler.done.filter((request) => /^PUT .*io\.wiki-room\.device/.test(request)).length;
  }

  /** Gives what was received. */
  async send(engine: FollowedEngine, text: string): ReturnType<Peer['waitForMessage']> {
    this.store.write(this.roomId, { text });
    await engine.call('outbox-changed', { roomId: this.roomId });
    return this.#peer.waitForMessage(this.roomId, ({ body }) => body === text);
  }

  async copy(): Promise<() => Promise<void>> {
    const session = structuredClone(this.store.stored) as StoredSession;
    const records = structuredClone(this.store.records);
    const putBack = await copyDatabases(this.device);
    return async () => {
      this.store.stored = session;
      this.store.records = records;
      await putBack();
    };
  }
}
