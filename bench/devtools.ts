import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What happened in one of the browser's pages, frames or workers. */
export interface DevtoolsEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Which of them. */
  readonly sessionId: string;
}

/**
 * A second look into the browser, at every page, frame and worker. Playwright's own tells the length of a response only
 * when it has ended well, and a worker's often has not: who has read a body to its end need not wait for the connection.
 */
export class Devtools {
  readonly #socket: WebSocket;
  readonly #listener: (event: DevtoolsEvent) => void;
  #lastId = 0;
  #blocked: readonly string[] = [];

  private constructor(socket: WebSocket, listener: (event: DevtoolsEvent) => void) {
    this.#socket = socket;
    this.#listener = listener;
    socket.addEventListener('message', ({ data }) => this.#receive(String(data)));
    this.#attachToAll();
  }

  /** Connects to the browser that runs with this profile folder and `--remote-debugging-port=0`. */
  static async connect(folder: string, listener: (event: DevtoolsEvent) => void): Promise<Devtools> {
    const [port, path] = (await portFile(join(folder, 'DevToolsActivePort'))).split('\n');
    const socket = new WebSocket(`ws://127.0.0.1:${String(port)}${String(path)}`);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => reject(new Error('The browser cannot be looked into')));
    });
    return new Devtools(socket, listener);
  }

  /** From now on, pages, frames and workers that begin get no answer from these addresses (with wildcards). */
  block(addresses: readonly string[]): void {
    this.#blocked = addresses;
  }

  close(): void {
    this.#socket.close();
  }

  #receive(text: string): void {
    const { method, params, sessionId } = JSON.parse(text) as Partial<DevtoolsEvent>;
    if (method === undefined || params === undefined) return;
    if (method === 'Target.attachedToTarget') {
      // It waits for us, so that its first request is seen.
      const target = String(params['sessionId']);
      this.#send('Network.enable', {}, target);
      if (this.#blocked.length > 0) this.#send('Network.setBlockedURLs', { urls: this.#blocked }, target);
      this.#attachToAll(target);
      this.#send('Runtime.runIfWaitingForDebugger', {}, target);
    } else if (sessionId !== undefined) this.#listener({ method, params, sessionId });
  }

  #attachToAll(sessionId?: string): void {
    this.#send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }, sessionId);
  }

  #send(method: string, params: object, sessionId?: string): void {
    this.#socket.send(JSON.stringify({ id: ++this.#lastId, method, params, sessionId }));
  }
}

async function portFile(path: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.includes('\n')) return text;
    await delay(50);
  }
  throw new Error('The browser opened no port to look into it');
}
