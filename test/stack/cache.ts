import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { beforeOurEnd } from './our-end.ts';

/** Where downloads and seeded databases are kept; every clone on the machine shares it. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['WIKI_ROOM_CACHE']) return env['WIKI_ROOM_CACHE'];
  const userCache = env['XDG_CACHE_HOME'] ? env['XDG_CACHE_HOME'] : join(homedir(), '.cache');
  return join(userCache, 'wiki-room');
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
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
  root = cacheFolder(),
): Promise<string> {
  const target = join(root, name);
  if (await exists(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  const release = await lock(`${target}.lock`);
  try {
    if (await exists(target)) return target;
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

/** Waits until this process holds the lock file. A lock whose process has ended is taken over. */
async function lock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (holder > 0 && !isAlive(holder)) await takeAway(path);
    await delay(250);
  }
}

/** Moves a dead lock aside by rename, which only one of several waiting runs can do. */
async function takeAway(path: string): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
