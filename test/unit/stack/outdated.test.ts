import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { isOutdated } from '../../../scripts/outdated.ts';

describe('the built element', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wiki-room-outdated-'));
    await put('src/room/room.ts', 1);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = async (path: string, minute: number): Promise<void> => {
    const file = join(folder, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, '');
    await utimes(file, minute * 60, minute * 60);
    // A folder is as old as what was put there last.
    await utimes(join(file, '..'), minute * 60, minute * 60);
    await utimes(join(folder, 'src'), 60, 60);
  };
  const outdated = (): Promise<boolean> => isOutdated(join(folder, 'dist'), join(folder, 'src'));

  it('is built where there is none, and where a build was cut short', async () => {
    assert.equal(await outdated(), true);
    await put('dist/wiki-room.js', 2);
    assert.equal(await outdated(), true);
    await put('dist/custom-elements.json', 2);
    assert.equal(await outdated(), false);
  });

  it('is built anew when a source has changed since', async () => {
    await put('dist/custom-elements.json', 2);
    await put('src/room/room.ts', 3);
    assert.equal(await outdated(), true);
  });
});
