import type { Agreement, ChangedIdentities, Newcomers } from '../../protocol/outbox.ts';
import { mostNoted } from '../rooms/room-audience.ts';
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
  const known = new Set([...(audience ?? []), ...(agreed?.with ?? []), ownUserId]);
  const news = recipients.filter(({ userId }) => !known.has(userId));
  if (news.length === 0) return undefined;
  const userIds = news.map(({ userId }) => userId);
  // Who of them is new cannot be told. It is for these that the person agrees: whoever comes later is asked about.
  if (audience === undefined) {
    return { kind: 'newcomers', names: [], count: 0, userIds: news.length > mostNoted ? 'everyone' : userIds };
  }
  const names = news.slice(0, mostNamed).map(({ name }) => name);
  return { kind: 'newcomers', names, count: news.length, userIds };
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
