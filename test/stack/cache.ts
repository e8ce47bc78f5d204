import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { lock } from './lock.ts';
import { beforeOurEnd } from './our-end.ts';

/** Where downloads and seeded databases are kept; every clone on the machine shares it. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  // Tools that fill it run in folders of their own.
  if (env['WIKI_ROOM_CACHE']) return resolve(env['WIKI_ROOM_CACHE']);
  const userCache = env['XDG_CACHE_HOME'] ? env['XDG_CACHE_HOME'] : join(homedir(), '.cache');
  return join(userCache, 'wiki-room');
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export interface CacheOptions {
  readonly root?: string;
  /** Whether a folder that was filled can be used; it is filled anew where it cannot any more. */
  readonly isUsable?: (folder: string) => Promise<boolean>;
}

/**
 * Gives the folder `name` of the cache, filling it first where it is missing.
 *
 * The folder is filled under another name and renamed when it is whole, so a run that was interrupted leaves nothing
 * half made. The lock only spares a second run the work: without it both would fill, and one rename would win.
 */
export async function fillOnce(
  name: string,
  fill: (folder: string) => Promise<void>,
  { root = cacheFolder(), isUsable = exists }: CacheOptions = {},
): Promise<string> {
  const target = join(root, name);
  if (await isUsable(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  const release = await lock(`${target}.lock`);
  try {
    if (await isUsable(target)) return target;
    await rm(target, { recursive: true, force: true });
    const draft = `${target}.draft-${String(process.pid)}-${randomBytes(4).toString('hex')}`;
    const forget = beforeOurEnd('last', () => {
      rmSync(draft, { recursive: true, force: true });
    });
    try {
      await mkdir(draft);
      await fill(draft);
      await rename(draft, target).catch(async (error: unknown) => {
        if (!(await exists(target))) throw error;
      });
    } finally {
      forget();
      await rm(draft, { recursive: true, force: true });
    }
    return target;
  } finally {
    await release();
  }
}
