import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { originsOf } from '../origins.ts';
import { freePorts } from '../ports.ts';
import { type Progress, step } from '../progress.ts';
import type { Secrets } from '../secrets.ts';
import { Synapse } from '../synapse.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { plantAlpha } from './alpha.ts';
import { plantBusy } from './busy.ts';
import { SeedCalendar } from './days.ts';
import { plantGates } from './gates.ts';
import { plantNews } from './news.ts';
import { closeWorld, openWorld } from './world.ts';

export interface BuildPlace {
  readonly folder: string;
  readonly python: string;
  readonly secrets: Secrets;
  readonly progress: Progress;
}

/** Runs a homeserver of its own, lets the people talk, and keeps its data with a manifest. */
export async function buildSeed(name: 'small' | 'full', place: BuildPlace): Promise<void> {
  await using work = await temporaryFolder('seed');
  await step(place.progress, 'Filling the rooms', () => fillRooms(name, place, work.path));
  const data = ['homeserver.db', 'media', 'signing.key', 'seed.json'];
  for (const part of data) await cp(join(work.path, part), join(place.folder, part), { recursive: true });
}

async function fillRooms(name: 'small' | 'full', place: BuildPlace, work: string): Promise<void> {
  const [site = 0, sso = 0, matrix = 0] = await freePorts(3);
  const ports = { site, sso, matrix };
  const origins = originsOf(ports);
  const calendar = new SeedCalendar(Date.now());
  const synapse = new Synapse({
    jwt: true,
    rateLimits: 'raised',
    accessTokenSeconds: 3600,
    folder: work,
    python: place.python,
    secrets: place.secrets,
    ports,
    origins,
    secondsBehind: Math.floor((Date.now() - calendar.opening) / 1000),
  });
  try {
    await synapse.start();
    const world = await openWorld(synapse.baseUrl, origins.sso, place.secrets, calendar);
    const rooms: Record<string, string> = {};
    try {
      rooms['alpha'] = await plantAlpha(world);
      rooms['news'] = await plantNews(world);
      Object.assign(rooms, await plantGates(world));
      if (name === 'full') rooms['busy'] = await plantBusy(world, place.progress);
    } finally {
      closeWorld(world);
    }
    const recoveryKeys = Object.fromEntries(
      Object.entries(world.writers).map(([person, writer]) => [person, writer.recoveryKey]),
    );
    await writeFile(join(work, 'seed.json'), JSON.stringify({ rooms, recoveryKeys }, null, 2));
  } finally {
    await synapse.stop();
  }
}
