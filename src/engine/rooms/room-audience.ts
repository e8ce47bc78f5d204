import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import type { RoomMember } from 'matrix-js-sdk/lib/models/room-member.js';
import { cleanLine } from '../content/clean-text.ts';
import { cleanName } from '../content/names.ts';

export interface AudienceMember {
  readonly userId: string;
  readonly name: string;
}

/** In larger rooms it is not noted who was there. */
export const mostNoted = 1_000;

/** What is written is sent at once, or within this time, to whoever is in the room; milliseconds. */
export const atOnce = 60_000;

/** The people an encrypted room is encrypted for, now and when something was written. */
export class RoomAudience {
  readonly #room: Room;
  #stored: { readonly userIds: readonly string[]; readonly at: number } | undefined;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Who was there on an earlier visit. */
  remember(userIds: readonly string[], at: number): void {
    this.#stored = { userIds, at };
  }

  /** User ids of who is in the room, or invited; `undefined` before that is known, and where they are too many. */
  get present(): readonly string[] | undefined {
    if (!this.#room.membersLoaded()) return undefined;
    const present = this.#room.getMembers().filter(isPresent);
    return present.length > mostNoted ? undefined : present.map(({ userId }) => userId);
  }

  /** As {@link present}, at an earlier time, as far as this device knew then. */
  at(time: number): readonly string[] | undefined {
    if (Math.abs(Date.now() - time) < atOnce) {
      const { present } = this;
      if (present !== undefined) return present;
    }
    return this.#stored !== undefined && this.#stored.at < time + atOnce ? this.#stored.userIds : undefined;
  }

  /** For whom a message would be encrypted now. */
  async recipients(): Promise<readonly AudienceMember[]> {
    const members = await this.#room.getEncryptionTargetMembers();
    return members.map(({ userId, rawDisplayName }) => ({
      userId,
      name: cleanName(rawDisplayName, cleanLine(userId, 255) || '@'),
    }));
  }
}

function isPresent({ membership }: RoomMember): boolean {
  return membership === 'join' || membership === 'invite';
}
