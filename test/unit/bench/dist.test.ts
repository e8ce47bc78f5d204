import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { builtElement } from '../../../bench/dist.ts';

test('an element that was built before its sources changed is not measured, unless its folder is named', async () => {
  const project = await mkdtemp(join(tmpdir(), 'wiki-room-dist-'));
  try {
    const manifest = join(project, 'dist', 'custom-elements.json');
    for (const folder of ['src', 'dist']) await mkdir(join(project, folder));
    await assert.rejects(builtElement(project, ''), /^Error: The folder dist is missing or older than src: run/);
    await writeFile(join(project, 'src', 'room.ts'), '');
    await writeFile(manifest, '');
    assert.equal(await builtElement(project, ''), join(project, 'dist'));
    await utimes(manifest, 60, 60);
    await assert.rejects(builtElement(project, ''), /older than src/);
    assert.equal(await builtElement(project, join(project, 'dist')), join(project, 'dist'));
    await assert.rejects(builtElement(project, join(project, 'no')), /WIKI_ROOM_DIST names .*no, which is not there/);
  } finally {
    await rm(project, { recursive: true });
  }
});
