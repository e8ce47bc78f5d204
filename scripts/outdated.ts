import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What `scripts/build.ts` writes last: a folder without it was not built to the end. */
const last = 'custom-elements.json';

/** Whether `dist` has to be built, or built anew: its sources have changed since. */
export async function isOutdated(dist: string, src: string): Promise<boolean> {
  const built = await stat(join(dist, last)).catch(() => undefined);
  if (!built) return true;
  const sources = await readdir(src, { recursive: true, withFileTypes: true });
  const times = sources.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs);
  return Math.max(...(await Promise.all(times))) > built.mtimeMs;
}
