import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { run } from '../../../scripts/run.ts';
import { serveScript, useScript } from './other-script.ts';

/** How a later release gets on with this one: it speaks another protocol and has another database, or the same. */
export type NextVersion = 'incompatible' | 'compatible';

const builds = new Map<NextVersion, Promise<string>>();

function built(next: NextVersion): Promise<string> {
  const build = builds.get(next) ?? buildAnew(next);
  builds.set(next, build);
  return build;
}

async function buildAnew(next: NextVersion): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wiki-room-next-'));
  const config = 'test/e2e/support/next-version.rollup.config.mjs';
  const { code, output } = await run('rollup', ['-c', config, '--silent'], {
    quiet: true,
    env: { WIKI_ROOM_DIST: folder, WIKI_ROOM_NEXT: next },
  });
  assert.equal(code, 0, output);
  return folder;
}

/** From now on this page, or every page of this profile, gets the script as a later release would be. */
export async function updateScript(pages: Page | BrowserContext, next: NextVersion = 'incompatible'): Promise<void> {
  await useScript(pages, next, await built(next));
}

/** Where the script of a later release is on the site. */
export async function nextScript(): Promise<string> {
  return serveScript('incompatible', await built('incompatible'));
}

after(async () => {
  for (const build of builds.values()) await rm(await build, { recursive: true, force: true });
});
