import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { type Progress, toStandardError } from './progress.ts';

/** Locks that this process holds, or is about to. */
const held = new Set<string>();
/** Between a lock's making and its holder's number in it there are milliseconds. */
const longestEmptyMs = 5_000;

/**
 * Waits until this process holds the lock file; gives what releases it. A lock whose process has ended is taken over.
 * One that waits longer says so: the number in a lock may be somebody else's by now, which only a person can tell.
 */
export async function lock(
  path: string,
  progress: Progress = toStandardError,
  silentMs = 2_000,
): Promise<() => Promise<void>> {
  const begun = performance.now();
  let said = false;
  while (!(await take(path))) {
    if (await isDead(path)) await takeAway(path);
    if (!said && performance.now() - begun > silentMs) {
      said = true;
      progress(`Waiting for another run that fills ${basename(path, '.lock')} … If there is none, remove ${path}`);
    }
    await delay(250);
  }
  return async () => {
    await rm(path, { force: true });
    held.delete(path);
  };
}

async function take(path: string): Promise<boolean> {
  if (held.has(path)) return false;
  held.add(path);
  try {
    await writeNew(path, String(process.pid));
    return true;
  } catch (error) {
    held.delete(path);
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** On a full disk the file is made and cannot be written: it must not stay. */
async function writeNew(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx');
  await file.writeFile(text).catch(async (error: unknown) => {
    await rm(path, { force: true });
    throw error;
  });
}

async function isDead(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  const holder = Number(text);
  // The holder ended before it could write.
  if (!(holder > 0)) return (await ageMs(path)) > longestEmptyMs;
  // Where it is not ours, it had our number before us: in another container, or before the machine was started anew.
  return holder === process.pid ? !held.has(path) : !isAlive(holder);
}

async function ageMs(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : 0;
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
