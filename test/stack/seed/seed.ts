import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { exists, fillOnce } from '../cache.ts';
import { synapseVersion } from '../versions.ts';
import { type BuildPlace, buildSeed } from './build.ts';

export type SeedName = 'none' | 'small' | 'full';

/** What a seeded homeserver holds. */
export interface Seed {
  /** Room ids by the name of their alias: `alpha`, `news`, `busy`, `private`, `knock`, `old`, … */
  readonly rooms: Readonly<Record<string, string>>;
  /** Of those whose account has encryption set up: alice, bob, carol, dave, farah. */
  readonly recoveryKeys: Readonly<Record<string, string>>;
}

export interface SeedPlace extends Omit<BuildPlace, 'folder'> {
  /** The homeserver's data. One that holds a seed already is left as it is. */
  readonly folder: string;
}

const manifest = 'seed.json';

/** Puts a copy of the seeded homeserver in the folder, making the seed first where the cache has none. */
export async function plantSeed(name: SeedName, place: SeedPlace): Promise<Seed> {
  const kept = join(place.folder, manifest);
  if (name !== 'none' && !(await exists(kept))) {
    const source = await seedFolder(name, place);
    // A copy that was interrupted must not be taken for a homeserver.
    const draft = `${place.folder}.draft`;
    for (const stale of [draft, place.folder]) await rm(stale, { recursive: true, force: true });
    await cp(source, draft, { recursive: true });
    await rename(draft, place.folder);
  }
  await mkdir(place.folder, { recursive: true });
  if (!(await exists(kept))) return { rooms: {}, recoveryKeys: {} };
  return JSON.parse(await readFile(kept, 'utf8')) as Seed;
}

async function seedFolder(name: 'small' | 'full', place: SeedPlace): Promise<string> {
  return fillOnce(`seed-${name}-${await sourcesHash()}`, (folder) => buildSeed(name, { ...place, folder }));
}

/** Another seed as soon as what makes it is another. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256').update(synapseVersion);
  const here = import.meta.dirname;
  const names = (await readdir(here)).sort().map((name) => join(here, name));
  for (const path of [...names, join(here, '..', 'people.ts')]) hash.update(await readFile(path));
  return hash.digest('hex').slice(0, 12);
}
