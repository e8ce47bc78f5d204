import { type Peer, signInPeer } from '../peer.ts';
import { people } from '../people.ts';
import type { Secrets } from '../secrets.ts';
import { ApplicationService } from './application-service.ts';
import type { SeedCalendar } from './days.ts';
import { realmToken } from './token.ts';

/** Somebody's client whose events carry a time of our choosing. */
export interface Writer {
  readonly peer: Peer;
  readonly recoveryKey: string;
  setTime(at: number): void;
}

const writerNames = ['alice', 'bob', 'carol', 'dave', 'farah'] as const;

export type WriterName = (typeof writerNames)[number];

/** The people at their clients, as the rooms of the seed are made. */
export interface SeedWorld {
  readonly writers: Readonly<Record<WriterName, Writer>>;
  readonly service: ApplicationService;
  readonly calendar: SeedCalendar;
}

export async function openWorld(
  baseUrl: string,
  ssoOrigin: string,
  secrets: Secrets,
  calendar: SeedCalendar,
): Promise<SeedWorld> {
  const service = new ApplicationService(baseUrl, secrets.applicationToken);
  const signIn = async (name: WriterName): Promise<[string, Writer]> => {
    const person = people[name];
    let time = calendar.opening;
    const peer = await signInPeer(baseUrl, realmToken(person, ssoOrigin, secrets), {
      deviceName: 'Laptop',
      fetchFn: service.fetchAt(person.userId, () => time),
    });
    const recoveryKey = await peer.setUpEncryption();
    return [name, { peer, recoveryKey, setTime: (at) => (time = at) }];
  };
  const writers = Object.fromEntries(await Promise.all(writerNames.map(signIn)));
  return { writers: writers as SeedWorld['writers'], service, calendar };
}

export function closeWorld(world: SeedWorld): void {
  for (const writer of Object.values(world.writers)) writer.peer.stop();
  world.service.close();
}
