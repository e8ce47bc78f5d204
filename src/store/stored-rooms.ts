import type { StoredRoom } from '../protocol/room-store.ts';
import { asStoredRoom } from './stored-shape.ts';

export interface RoomValues {
  value(kind: 'room' | 'checked', room: string): Promise<unknown>;
  saveValue(kind: 'room' | 'checked', room: string, value: unknown): Promise<void>;
  rooms(kind: 'room'): Promise<readonly string[]>;
}

/** For so long it is not asked which rooms were left, in milliseconds. */
const checkPace = 24 * 3_600_000;

/**
 * What is painted of each room, by the address it was opened under. A room may have been opened under several: what is
 * redacted, or taken away with the room, is so under all of them.
 */
export class StoredRooms {
  readonly #values: RoomValues;
  /** The room id behind each address. */
  #roomIds: Promise<Map<string, string | undefined>> | undefined;
  /** One change at a time: what is dropped is not to come back with what was being saved. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(values: RoomValues) {
    this.#values = values;
  }

  async get(room: string): Promise<StoredRoom | undefined> {
    return asStoredRoom(await this.#values.value('room', room));
  }

  save(room: string, stored: StoredRoom): Promise<void> {
    return this.#next(async () => {
      const roomIds = await this.#known();
      const { roomId } = stored.room;
      roomIds.set(room, roomId);
      for (const address of addresses(roomIds, room, roomId)) await this.#values.saveValue('room', address, stored);
    });
  }

  /** `roomId`: the room that the address means now, where that is known. What else it has meant stays. */
  drop(room: string, roomId: string | undefined): Promise<void> {
    return this.#next(async () => {
      const roomIds = await this.#known();
      for (const address of addresses(roomIds, room, roomId)) {
        await this.#values.saveValue('room', address, undefined);
        roomIds.delete(address);
      }
    });
  }

  /** Ids of all of them, where that was not told lately. */
  async toCheck(): Promise<readonly string[]> {
    const checked = await this.#values.value('checked', '');
    // The clock may have been put right since.
    if (typeof checked === 'number' && Math.abs(Date.now() - checked) < checkPace) return [];
    const roomIds = new Set((await this.#known()).values());
    return [...roomIds].filter((roomId) => roomId !== undefined);
  }

  checked(): Promise<void> {
    return this.#values.saveValue('checked', '', Date.now());
  }

  #next(task: () => Promise<void>): Promise<void> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #known(): Promise<Map<string, string | undefined>> {
    this.#roomIds ??= this.#read().catch((error: unknown) => {
      this.#roomIds = undefined;
      throw error;
    });
    return this.#roomIds;
  }

  async #read(): Promise<Map<string, string | undefined>> {
    const roomIds = new Map<string, string | undefined>();
    for (const room of await this.#values.rooms('room')) roomIds.set(room, (await this.get(room))?.room.roomId);
    return roomIds;
  }
}

function addresses(
  roomIds: ReadonlyMap<string, string | undefined>,
  room: string,
  roomId: string | undefined,
): readonly string[] {
  const others = roomId === undefined ? [] : [...roomIds].filter(([, id]) => id === roomId).map(([address]) => address);
  return [...new Set([room, ...others])];
}
