import type { MatrixEvent } from 'matrix-js-sdk';

import type { Stack } from '../test/stack/stack.ts';

/** The rooms of the seed that are measured: encrypted, not encrypted, and one of ten thousand messages. */
export type RoomName = 'alpha' | 'news' | 'busy';

/** A message that a measurement waits for. */
export interface Sought {
  readonly eventId: string;
  readonly text: string;
}

export interface RoomFacts {
  readonly roomId: string;
  readonly newest: Sought;
}

export type Facts = Readonly<Record<RoomName, RoomFacts>>;

/** Learns by another client of alice's what the newest message of each room is. */
export async function learnFacts(stack: Stack): Promise<Facts> {
  const peer = await stack.peer('alice', { deviceName: 'Bench' });
  await peer.recover(required(stack.seed.recoveryKeys['alice'], 'a recovery key for alice'));
  const newestOf = async (name: RoomName): Promise<RoomFacts> => {
    const roomId = required(stack.seed.rooms[name], `#${name}`);
    const newest = required(peer.events(roomId).findLast(isMessage), `a message in #${name}`);
    // Its key may still be on the way from the backup.
    await peer.waitForMessage(roomId, (_content, event) => event === newest && !event.isDecryptionFailure());
    const text = String(newest.getContent()['body']);
    return { roomId, newest: { eventId: required(newest.getId(), 'an event id'), text: firstWords(text) } };
  };
  try {
    return { alpha: await newestOf('alpha'), news: await newestOf('news'), busy: await newestOf('busy') };
  } finally {
    await peer.client.logout(true);
    peer.stop();
  }
}

function isMessage(event: MatrixEvent): boolean {
  return ['m.room.message', 'm.room.encrypted'].includes(event.getType()) && !event.isRelation('m.replace');
}

/** What is certainly in one piece on the screen, however a client breaks and cuts a text. */
function firstWords(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 40).trim();
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The seed lacks ${what}`);
  return value;
}
