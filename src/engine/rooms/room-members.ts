import { cleanName, skeleton } from '../content/names.ts';
import { fieldsOf, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import type { RawEvent } from '../sync/raw-event.ts';

export interface Member {
  readonly name: string | undefined;
  readonly avatar: string | undefined;
  readonly membership: string | undefined;
}

/** The people of a room by name, and who could be taken for whom. */
export class RoomMembers {
  readonly #members = new Map<string, Member>();
  /** By person, the event that told their name and picture. */
  readonly #sources = new Map<string, string>();
  readonly #revisions = new Map<string, number>();
  readonly #skeletons = new Map<string, Set<string>>();

  get(userId: string): Member | undefined {
    return this.#members.get(userId);
  }

  /** How they are at present. */
  update(event: RawEvent): void {
    if (event.type !== 'm.room.member' || event.state_key === undefined) return;
    const membership = textOf(event.content['membership']);
    const told = profileOf(event);
    const kept = isGone(membership) && !hasProfile(told) ? this.get(event.state_key) : undefined;
    const { name, avatar } = kept ?? told;
    this.#set(event.state_key, { name, avatar, membership });
    if (kept === undefined) this.#sources.set(event.state_key, sourceOf(event));
  }

  /** How they were when they wrote something old; no news where it is known how they are, or how they were called last. */
  seenInHistory(event: RawEvent): void {
    if (event.type !== 'm.room.member' || event.state_key === undefined) return;
    const known = this.get(event.state_key);
    if (known !== undefined && (!isGone(known.membership) || hasProfile(known))) return;
    this.#set(event.state_key, { ...profileOf(event), membership: known?.membership });
    this.#sources.set(event.state_key, sourceOf(event));
  }

  /** Name and picture that this event told are gone. */
  redact(eventId: string): void {
    for (const [userId, source] of this.#sources) {
      if (source !== eventId) continue;
      this.#set(userId, { name: undefined, avatar: undefined, membership: this.get(userId)?.membership });
    }
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
    if (key === undefined || isGone(member.membership)) return;
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

type Profile = Pick<Member, 'name' | 'avatar'>;

function isGone(membership: string | undefined): boolean {
  return membership === 'leave' || membership === 'ban';
}

/** Homeservers tell it of who comes, and not of who goes: then it is the one before. */
function profileOf({ content, unsigned }: RawEvent): Profile {
  const profile = profileIn(content);
  return isGone(textOf(content['membership'])) && !hasProfile(profile)
    ? profileIn(fieldsOf(unsigned['prev_content']))
    : profile;
}

/** The event that told the profile: of who goes, the one that theirs took the place of. */
function sourceOf({ content, unsigned, event_id: eventId }: RawEvent): string {
  const isOfBefore = isGone(textOf(content['membership'])) && !hasProfile(profileIn(content));
  return (isOfBefore ? textOf(unsigned['replaces_state']) : undefined) ?? eventId;
}

function profileIn(content: Fields): Profile {
  return { name: textOf(content['displayname']), avatar: textOf(content['avatar_url']) };
}

function hasProfile({ name, avatar }: Profile): boolean {
  return name !== undefined || avatar !== undefined;
}
