import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { run } from '../../../scripts/run.ts';
import { serveScript, useScript } from './other-script.ts';

let building: Promise<string> | undefined;

async function build(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wiki-room-next-'));
  const config = 'test/e2e/support/next-version.rollup.config.mjs';
  const { code, output } = await run('rollup', ['-c', config, '--silent'], {
    quiet: true,
    env: { WIKI_ROOM_DIST: folder },
  });
  assert.equal(code, 0, output);
  return folder;
}

/** From now on this page, or every page of this profile, gets the script as a later release would be. */
export async function updateScript(pages: Page | BrowserContext): Promise<void> {
  await useScript(pages, 'next', await (building ??= build()));
}

/** Where the script of a later release is on the site. */
export async function nextScript(): Promise<string> {
  return serveScript('next', await (building ??= build()));
}

after(async () => {
  if (building !== undefined) await rm(await building, { recursive: true, force: true });
});
