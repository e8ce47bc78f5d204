import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { cacheFolder, fillOnce } from '../../stack/cache.ts';

const root = await mkdtemp(join(tmpdir(), 'wiki-room-cache-'));
after(() => rm(root, { recursive: true, force: true }));

test('the cache lies where the environment says', () => {
  assert.equal(cacheFolder({ WIKI_ROOM_CACHE: '/kept', XDG_CACHE_HOME: '/user' }), '/kept');
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/user' }), '/user/wiki-room');
});

test('two runs at once fill a folder once', async () => {
  let filled = 0;
  const fill = async (folder: string): Promise<void> => {
    filled++;
    await writeFile(join(folder, 'part'), 'whole');
  };
  const folders = await Promise.all([fillOnce('both', fill, root), fillOnce('both', fill, root)]);
  assert.equal(filled, 1);
  assert.equal(folders[0], folders[1]);
  assert.equal(await readFile(join(folders[0], 'part'), 'utf8'), 'whole');
});

test('a run that fails leaves nothing behind', async () => {
  await assert.rejects(
    fillOnce('broken', () => Promise.reject(new Error('no network')), root),
    /no network/,
  );
  assert.deepEqual(
    (await readdir(root)).filter((name) => name.startsWith('broken')),
    [],
  );
});

test('the lock of a run that has ended is taken over', async () => {
  // No process has this number: it is above the largest that Linux gives.
  await writeFile(join(root, 'stale.lock'), '4999999');
  await fillOnce('stale', () => Promise.resolve(), root);
  assert.deepEqual(
    (await readdir(root)).filter((name) => name.startsWith('stale')),
    ['stale'],
  );
});
