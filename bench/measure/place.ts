import type { Stack } from '../../test/stack/stack.ts';
import type { Contender } from '../contender.ts';
import type { Facts, RoomName } from '../facts.ts';
import type { Watch } from '../pages/probe.ts';
import { Profile, type Tab } from '../profile.ts';
import { endSession, newSession } from '../sessions.ts';

/** What every measurement is given. */
export interface Place {
  readonly stack: Stack;
  readonly facts: Facts;
  readonly chromium: string;
  /** Address of the bench's pages. */
  readonly base: string;
  readonly watchMs: number;
  /** Takes down what a reader of the results may want to know beside the numbers. */
  note(contender: Contender, visit: string, note: object): void;
}

/** Runs `work` in a new browser profile that is signed in at a new device; both are gone afterwards. */
export async function signedIn<T>(
  place: Place,
  contender: Contender,
  work: (profile: Profile) => Promise<T>,
): Promise<T> {
  const session = await newSession(place.stack);
  try {
    await using profile = await Profile.open(place.chromium, place.base);
    await profile.store(contender, session);
    return await work(profile);
  } finally {
    await endSession(place.stack, session);
  }
}

/** Does `work` in a new tab and closes it, so that it stands beside no later one. */
export async function inTab<T>(profile: Profile, work: (tab: Tab) => Promise<T>): Promise<T> {
  const tab = await profile.newTab();
  try {
    return await work(tab);
  } finally {
    await tab.page.close();
  }
}

export function pathOf(contender: Contender, room: RoomName): string {
  return `${contender.name}/${room}.html`;
}

/** Watches for the newest message of a room, as readable text. */
export function watchNewest(place: Place, contender: Contender, room: RoomName): Watch {
  return { rows: contender.rows, text: place.facts[room].newest.text };
}

/**
 * The same where the keys are not there yet: the message's row counts, readable or not. Only in the encrypted room may another
 * row stand for it.
 */
export function watchNewestRow(place: Place, contender: Contender, room: RoomName): Watch {
  return {
    ...watchNewest(place, contender, room),
    attribute: [contender.idAttribute, place.facts[room].newest.eventId],
    ...(room !== 'alpha' || contender.placeholder === undefined ? {} : { placeholder: contender.placeholder }),
  };
}
