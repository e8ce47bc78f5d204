import { cleanName, skeleton } from '../content/names.ts';
import { textOf } from '../shape.ts';
import type { RawEvent } from '../sync/raw-event.ts';

export interface Member {
  readonly name: string | undefined;
  readonly avatar: string | undefined;
  readonly membership: string | undefined;
}

/** The people of a room by name, and who could be taken for whom. */
export class RoomMembers {
  readonly #members = new Map<string, Member>();
  readonly #revisions = new Map<string, number>();
  readonly #skeletons = new Map<string, Set<string>>();

  get(userId: string): Member | undefined {
    return this.#members.get(userId);
  }

  /** How they are at present. */
  update(event: RawEvent): void {
    if (event.type !== 'm.room.member' || event.state_key === undefined) return;
    this.#set(event.state_key, memberOf(event));
  }

  /** How they were when they wrote something old; no news where they are known. */
  seenInHistory(event: RawEvent): void {
    if (event.type !== 'm.room.member' || event.state_key === undefined) return;
    if (!this.#members.has(event.state_key)) this.#set(event.state_key, { ...memberOf(event), membership: undefined });
  }

  /** Others whose name looks the same. */
  namesakes(userId: string): readonly string[] {
    const key = looksOf(this.#members.get(userId));
    if (key === undefined) return [];
    return [...(this.#skeletons.get(key) ?? [])].filter((other) => other !== userId);
  }

  revision(userId: string): number {
    return this.#revisions.get(userId) ?? 0;
  }

  #set(userId: string, member: Member): void {
    const former = this.#members.get(userId);
    const same =
      former?.name === member.name && former?.avatar === member.avatar && former?.membership === member.membership;
    if (former !== undefined && same) return;
    this.#members.set(userId, member);
    this.#bump(userId);
    this.#unlist(userId, former);
    this.#list(userId, member);
  }

  #unlist(userId: string, member: Member | undefined): void {
    const key = looksOf(member);
    if (key === undefined) return;
    const holders = this.#skeletons.get(key);
    if (holders?.delete(userId) !== true) return;
    if (holders.size === 0) this.#skeletons.delete(key);
    for (const other of holders) this.#bump(other);
  }

  /** Who has left can no longer be mistaken for somebody who writes now. */
  #list(userId: string, member: Member): void {
    const key = looksOf(member);
    if (key === undefined || member.membership === 'leave' || member.membership === 'ban') return;
    const holders = this.#skeletons.get(key) ?? new Set();
    for (const other of holders) this.#bump(other);
    this.#skeletons.set(key, holders.add(userId));
  }

  #bump(userId: string): void {
    this.#revisions.set(userId, this.revision(userId) + 1);
  }
}

/** What their name looks like; `undefined` where none is shown, and the id stands in its place. */
function looksOf(member: Member | undefined): string | undefined {
  return member?.name === undefined || cleanName(member.name, '') === '' ? undefined : skeleton(member.name);
}

function memberOf({ content }: RawEvent): Member {
  return {
    name: textOf(content['displayname']),
    avatar: textOf(content['avatar_url']),
    membership: textOf(content['membership']),
  };
}
