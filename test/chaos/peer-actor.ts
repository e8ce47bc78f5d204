import { Direction, EventStatus, type IRoomEvent, type MatrixClient, type MatrixEvent } from 'matrix-js-sdk';
import pRetry from 'p-retry';
import type { Peer } from '../stack/peer.ts';
import type { Chronicle } from './chronicle.ts';
import { tokensIn } from './chronicle.ts';
import type { RoomEvent } from './problems-of.ts';
import type { RoomReaction } from './reactions.ts';
import { words } from './words.ts';

/** The person at the other client: writes, reacts, and tells at the end what is in the room. */
export class PeerActor {
  readonly #peer: Peer;
  readonly #roomId: string;
  readonly #chronicle: Chronicle;
  /** Resolves when the homeserver can be asked. */
  readonly #reachable: () => Promise<void>;
  #queue: Promise<void> = Promise.resolve();
  #reactions = 0;

  constructor(peer: Peer, roomId: string, chronicle: Chronicle, reachable: () => Promise<void>) {
    this.#peer = peer;
    this.#roomId = roomId;
    this.#chronicle = chronicle;
    this.#reachable = reachable;
  }

  /** How many devices of these it would encrypt for. */
  async devicesOf(userIds: readonly string[]): Promise<number> {
    const devices = await this.#peer.client.getCrypto()?.getUserDeviceInfo([...userIds], true);
    return [...(devices?.values() ?? [])].reduce((sum, { size }) => sum + size, 0);
  }

  /** One after the other, and not waited for: the homeserver may be away. */
  write(count: number): void {
    for (let index = 0; index < count; index++) {
      const token = this.#chronicle.token('p');
      this.#chronicle.write({ token, userId: this.#peer.userId, window: 'peer', device: 'peer' });
      this.#chronicle.count('messages of the peer');
      this.#enqueue(() => this.#peer.send(this.#roomId, `${token} ${words(token)}`));
    }
  }

  react(): void {
    this.#enqueue(async () => {
      const page = await this.#peer.client.createMessagesRequest(this.#roomId, null, 20, Direction.Backward);
      const eventId = page.chunk.find(
        ({ sender, type }) => sender !== this.#peer.userId && type === 'm.room.encrypted',
      )?.event_id;
      if (eventId === undefined) return;
      this.#chronicle.count('reactions');
      // The same one twice would be refused.
      const relation = { rel_type: 'm.annotation', event_id: eventId, key: `👍${++this.#reactions}` };
      await this.#peer.sendEvent(this.#roomId, 'm.reaction', { 'm.relates_to': relation });
    });
  }

  /** Resolves when all it wrote is sent. */
  done(): Promise<void> {
    return this.#queue;
  }

  /** The messages of the room, oldest first, as this client can read them. */
  async readRoom(): Promise<readonly RoomEvent[]> {
    const { client } = this.#peer;
    const read: RoomEvent[] = [];
    const toEvent = client.getEventMapper({ preventReEmit: true });
    for await (const raw of this.#history()) {
      const event = toEvent(raw);
      if (!['m.room.message', 'm.room.encrypted'].includes(event.getType())) continue;
      await client.decryptEventIfNeeded(event);
      read.push(asRead(event));
    }
    return read.toReversed();
  }

  /** What it reacted with, and to what, as the homeserver has it. */
  async readReactions(): Promise<readonly RoomReaction[]> {
    const read: RoomReaction[] = [];
    for await (const { type, content } of this.#history()) {
      const { key, event_id: target } = (content['m.relates_to'] ?? {}) as { key?: string; event_id?: string };
      if (type === 'm.reaction' && key !== undefined && target !== undefined) read.push({ key, target });
    }
    return read;
  }

  /** Asked of the homeserver, the newest first: what the SDK has collected over the outages may have holes. */
  async *#history(): AsyncGenerator<IRoomEvent> {
    let from: string | undefined;
    do {
      const page = await this.#page(from ?? null);
      yield* page.chunk;
      from = page.chunk.length === 0 ? undefined : page.end;
    } while (from !== undefined);
  }

  /** A connection that was kept since before the last restart of the homeserver fails once. */
  #page(from: string | null): ReturnType<MatrixClient['createMessagesRequest']> {
    const ask = this.#peer.client.createMessagesRequest.bind(this.#peer.client);
    return pRetry(() => ask(this.#roomId, from, 500, Direction.Backward), { retries: 5, minTimeout: 200 });
  }

  #enqueue(act: () => Promise<unknown>): void {
    this.#queue = this.#queue.then(() => this.#persist(act));
  }

  /** As the SDK's own "send again" does: the same event with the same transaction id. */
  async #persist(act: () => Promise<unknown>): Promise<void> {
    const { client } = this.#peer;
    for (let attempt = 0; attempt < 60; attempt++) {
      await this.#reachable();
      try {
        const unsent = this.#peer.events(this.#roomId).find((event) => event.status === EventStatus.NOT_SENT);
        const room = client.getRoom(this.#roomId);
        if (attempt > 0 && unsent === undefined) return;
        await (unsent !== undefined && room !== null ? client.resendEvent(unsent, room) : act());
        return;
      } catch (error) {
        this.#chronicle.say(`peer: ${error instanceof Error ? error.message : String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
    this.#chronicle.complain('the peer cannot send');
  }
}

function asRead(event: MatrixEvent): RoomEvent {
  const relation = (event.getWireContent()['m.relates_to'] ?? {}) as { rel_type?: string; event_id?: string };
  const clear = event.getOriginalContent<{ body?: unknown; 'm.new_content'?: { body?: unknown } }>();
  const { body } = clear['m.new_content'] ?? clear;
  return {
    eventId: event.getId() ?? '',
    tokens: typeof body === 'string' ? tokensIn(body) : [],
    sender: event.getSender() ?? '',
    origin: originOf(event),
    ...(relation.rel_type === 'm.replace' && relation.event_id !== undefined ? { replaces: relation.event_id } : {}),
  };
}

/** The element writes the transaction id into what it encrypts. */
function originOf(event: MatrixEvent): string {
  const txnId: unknown = event.getOriginalContent()['io.wiki-room.txn'];
  const deviceId: unknown = event.getWireContent()['device_id'];
  return `sent as ${String(txnId)} by ${String(deviceId)} at ${new Date(event.getTs()).toISOString().slice(11, 23)}`;
}
