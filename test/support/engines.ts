import { startEngine } from '../../src/engine/engine.ts';
import type { Fetch } from '../../src/engine/http/matrix-api.ts';
import type { EngineService } from '../../src/protocol/engine-link.ts';
import type { PersonName } from '../stack/people.ts';
import type { Peer, PeerOptions } from '../stack/peer.ts';
import type { Stack, StackOptions } from '../stack/stack.ts';
import { startEngineStack } from './engine-stack.ts';
import { TestEngineStore } from './engine-store.ts';
import { FollowedEngine } from './followed-engine.ts';
import { serveWasm } from './wasm-server.ts';
import type { WasmServer } from './wasm-server.ts';

/** The real homeserver of a test file and the engines on it; all of it ends with the file. */
export class Engines implements AsyncDisposable {
  readonly stack: Stack;
  readonly #wasm: WasmServer;
  readonly #running: EngineService[] = [];

  private constructor(stack: Stack, wasm: WasmServer) {
    this.stack = stack;
    this.#wasm = wasm;
  }

  static async begin(options: StackOptions = {}): Promise<Engines> {
    const stack = await startEngineStack(options);
    // Second: a server without a stack would keep the process, which has nothing to end it.
    return new Engines(stack, await serveWasm());
  }

  async start(store = new TestEngineStore(), fetch?: Fetch): Promise<FollowedEngine> {
    const settings = {
      homeserver: this.stack.synapse.baseUrl,
      deviceName: 'wiki.example.org',
      wasmUrl: this.#wasm.url,
    };
    const service = await startEngine(settings, store, fetch);
    this.#running.push(service);
    return new FollowedEngine(service);
  }

  async signIn(engine: FollowedEngine, name: PersonName): Promise<void> {
    const token = await this.stack.token(name);
    await engine.call('sign-in', { credential: { kind: 'jwt', token, subject: name } });
  }

  /** A further device of somebody, signed by its owner with the recovery key of the seed. */
  async signedPeer(name: PersonName, options?: PeerOptions): Promise<Peer> {
    const peer = await this.stack.peer(name, options);
    await peer.recover(this.recoveryKey(name));
    return peer;
  }

  recoveryKey(name: PersonName): string {
    const key = this.stack.seed.recoveryKeys[name];
    if (key === undefined) throw new Error(`The seed has no recovery key of ${name}`);
    return key;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const service of this.#running) service.stop();
    await this.#wasm[Symbol.asyncDispose]();
    await this.stack.stop();
  }
}
