import type { CommandName, Commands } from '../../src/protocol/command.ts';
import type { EngineService } from '../../src/protocol/engine-link.ts';
import { applyPatches } from '../../src/protocol/patch.ts';
import type { ConnectionSnapshot, CryptoSnapshot, RoomSnapshot, TimelineUpdate } from '../../src/protocol/room.ts';
import type { OutboxSnapshot } from '../../src/protocol/outbox.ts';
import type { TimelineRow } from '../../src/protocol/row.ts';
import type { SessionSnapshot } from '../../src/protocol/session.ts';

/** A room as a page sees it: the newest snapshot and the rows with every patch applied. */
export interface SeenRoom {
  snapshot: RoomSnapshot | undefined;
  rows: readonly TimelineRow[];
  older: TimelineUpdate['older'];
  live: boolean;
  updates: number;
}

/** An engine with a page that looks at it. Every update is cloned as the port would. */
export class FollowedEngine {
  readonly service: EngineService;
  session: SessionSnapshot | undefined;
  connection: ConnectionSnapshot | undefined;
  crypto: CryptoSnapshot | undefined;
  readonly cryptoStates: string[] = [];
  readonly connectionStates: string[] = [];
  readonly #rooms = new Map<string, SeenRoom>();
  readonly #outboxes = new Map<string, OutboxSnapshot>();
  #version = new Map<string, number>();

  constructor(service: EngineService) {
    this.service = service;
    service.subscribe('session', '', (session) => (this.session = structuredClone(session)));
    service.subscribe('connection', '', (connection) => {
      this.connection = structuredClone(connection);
      this.connectionStates.push(connection.state);
    });
    service.subscribe('crypto', '', (crypto) => {
      this.crypto = structuredClone(crypto);
      this.cryptoStates.push(crypto.state);
    });
  }

  call<K extends CommandName>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']> {
    return this.service.call(name, args);
  }

  room(address: string): SeenRoom {
    const known = this.#rooms.get(address);
    if (known !== undefined) return known;
    const seen: SeenRoom = { snapshot: undefined, rows: [], older: 'loading', live: false, updates: 0 };
    this.#rooms.set(address, seen);
    this.service.subscribe('room', address, (snapshot) => (seen.snapshot = structuredClone(snapshot)));
    this.service.subscribe('timeline', address, (sent) => {
      const update = structuredClone(sent);
      seen.updates++;
      if (update.kind === 'reset') seen.rows = update.rows;
      else {
        if (update.version !== (this.#version.get(address) ?? -1) + 1) throw new Error('a version was left out');
        const rows = applyPatches(seen.rows, update.patches);
        if (rows === undefined) throw new Error('a patch does not fit');
        seen.rows = rows;
      }
      this.#version.set(address, update.version);
      seen.older = update.older;
      seen.live = update.live;
    });
    return seen;
  }

  outbox(roomId: string): () => OutboxSnapshot | undefined {
    if (!this.#outboxes.has(roomId)) {
      this.service.subscribe('outbox', roomId, (snapshot) => this.#outboxes.set(roomId, structuredClone(snapshot)));
    }
    return () => this.#outboxes.get(roomId);
  }
}

/** Text of a row, or its kind. */
export function plainOf(row: TimelineRow): string {
  if (row.kind === 'message') return row.body.plain;
  return row.kind === 'undecryptable' ? `<${row.cause}>` : `<${row.kind}>`;
}

export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 90_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${String(timeoutMs)} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
