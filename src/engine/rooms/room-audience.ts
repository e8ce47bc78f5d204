import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import type { RoomMember } from 'matrix-js-sdk/lib/models/room-member.js';
import type { StoredAudience } from '../../protocol/room-store.ts';
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
  #noted: StoredAudience | undefined;
  /** The people before these. */
  #before: StoredAudience | undefined;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Who was there on an earlier visit. */
  remember(stored: StoredAudience): void {
    // Under another address of the room it may be known better already.
    this.#noted ??= stored;
  }

  /**
   * Notes who is there now, and gives what to keep for the next visit. The same people keep their time, however often they
   * are noted: what was written meanwhile, by an engine that was ended before it could send it, is for them.
   */
  note(): StoredAudience | undefined {
    const former = this.#noted;
    if (!this.#room.membersLoaded()) return former;
    const { present } = this;
    if (present === undefined) return undefined;
    const now = Date.now();
    if (former !== undefined && isSame(former.userIds, present)) {
      // A clock that was ahead then would keep them unknown for as long.
      this.#noted = { ...former, since: Math.min(former.since, now) };
    } else {
      this.#before = former;
      this.#noted = { userIds: present, since: now };
    }
    return this.#noted;
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
    return [this.#noted, this.#before].find((known) => known !== undefined && known.since < time + atOnce)?.userIds;
  }

  /** For whom a message would be encrypted now. */
  async recipients(): Promise<readonly AudienceMember[]> {
    const members = await this.#room.getEncryptionTargetMembers();
    const named = members.map(({ userId, rawDisplayName }) => ({
      userId,
      name: cleanName(rawDisplayName, cleanLine(userId, 255) || '@'),
    }));
    const bearers = Map.groupBy(named, ({ name }) => name.toLowerCase());
    // Whoever is asked about is not to be taken for somebody of the same name.
    return named.map(({ userId, name }) => ({
      userId,
      name: (bearers.get(name.toLowerCase())?.length ?? 1) > 1 ? `${name} (${cleanLine(userId, 255)})` : name,
    }));
  }
}

function isSame(former: readonly string[], present: readonly string[]): boolean {
  return former.length === present.length && new Set([...former, ...present]).size === present.length;
}

function isPresent({ membership }: RoomMember): boolean {
  return membership === 'join' || membership === 'invite';
}
