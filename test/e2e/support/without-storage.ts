import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { useScript } from './other-script.ts';

const missing = "Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true });";

let copying: Promise<string> | undefined;

async function copy(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wiki-room-without-storage-'));
  await cp(process.env['WIKI_ROOM_DIST'] ?? 'dist', folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!/^wiki-room(-engine-[\w-]+)?\.js$/.test(name)) continue;
    const path = join(folder, name);
    await writeFile(path, `${missing}\n${await readFile(path, 'utf8')}`);
  }
  return folder;
}

/** A browser that has no IndexedDB, for the page and for the worker. */
export async function withoutStorage(context: BrowserContext): Promise<void> {
  await context.addInitScript(missing);
  await useScript(context, 'without-storage', await (copying ??= copy()));
}

after(async () => {
  if (copying !== undefined) await rm(await copying, { recursive: true, force: true });
});
