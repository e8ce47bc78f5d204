import { mkdir } from 'node:fs/promises';

import type { Progress } from '../progress.ts';
import type { Secrets } from '../secrets.ts';

export type SeedName = 'none' | 'small' | 'full';

/** What a seeded homeserver holds. */
export interface Seed {
  readonly rooms: Readonly<Record<string, string>>;
  readonly recoveryKeys: Readonly<Record<string, string>>;
}

export interface SeedPlace {
  readonly folder: string;
  readonly installation: string;
  readonly python: string;
  readonly secrets: Secrets;
  readonly progress: Progress;
}

export async function plantSeed(_name: SeedName, place: SeedPlace): Promise<Seed> {
  await mkdir(place.folder, { recursive: true });
  return { rooms: {}, recoveryKeys: {} };
}
