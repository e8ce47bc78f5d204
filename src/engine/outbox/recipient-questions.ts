import type { Agreement, ChangedIdentities, Newcomers } from '../../protocol/outbox.ts';
import type { AudienceMember } from '../rooms/room-audience.ts';

const mostNamed = 3;

/**
 * Whom a late message would reach who was not in the room when it was written, and to whom nobody has agreed;
 * `undefined` where there is no such person. `audience`: who was there then; `undefined`: nobody knows.
 */
export function newcomersTo(
  recipients: readonly AudienceMember[],
  audience: readonly string[] | undefined,
  agreed: Agreement | undefined,
  ownUserId: string,
): Newcomers | undefined {
  if (agreed?.with === 'everyone') return undefined;
  if (audience === undefined) {
    const others = recipients.filter(({ userId }) => userId !== ownUserId);
    return others.length === 0 ? undefined : { kind: 'newcomers', names: [], count: 0, userIds: 'everyone' };
  }
  const known = new Set([...audience, ...(agreed?.with ?? []), ownUserId]);
  const news = recipients.filter(({ userId }) => !known.has(userId));
  if (news.length === 0) return undefined;
  return {
    kind: 'newcomers',
    names: news.slice(0, mostNamed).map(({ name }) => name),
    count: news.length,
    userIds: news.map(({ userId }) => userId),
  };
}

/** The question about those whose identity has changed since they were verified; `undefined` where there are none. */
export function identitiesOf(
  recipients: readonly AudienceMember[],
  changed: readonly string[],
): ChangedIdentities | undefined {
  const people = recipients.filter(({ userId }) => changed.includes(userId));
  if (people.length === 0) return undefined;
  return {
    kind: 'identity-changed',
    names: people.slice(0, mostNamed).map(({ name }) => name),
    count: people.length,
    userIds: people.map(({ userId }) => userId),
  };
}
