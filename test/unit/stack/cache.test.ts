import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

import { cacheFolder, fillOnce } from '../../stack/cache.ts';
import { lock } from '../../stack/lock.ts';

const root = await mkdtemp(join(tmpdir(), 'wiki-room-cache-'));
after(() => rm(root, { recursive: true, force: true }));

test('the cache lies where the environment says', () => {
  assert.equal(cacheFolder({ WIKI_ROOM_CACHE: '/kept', XDG_CACHE_HOME: '/user' }), '/kept');
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/user' }), '/user/wiki-room');
});

test('the cache may be named from where a person stands: a tool that fills it stands elsewhere', () => {
  assert.equal(cacheFolder({ WIKI_ROOM_CACHE: 'kept' }), resolve('kept'));
});

test('two runs at once fill a folder once', async () => {
  let filled = 0;
  const fill = async (folder: string): Promise<void> => {
    filled++;
    await writeFile(join(folder, 'part'), 'whole');
  };
  const folders = await Promise.all([fillOnce('both', fill, { root }), fillOnce('both', fill, { root })]);
  assert.equal(filled, 1);
  assert.equal(folders[0], folders[1]);
  assert.equal(await readFile(join(folders[0], 'part'), 'utf8'), 'whole');
});

test('a run that fails leaves nothing behind', async () => {
  await assert.rejects(
    fillOnce('broken', () => Promise.reject(new Error('no network')), { root }),
    /no network/,
  );
  assert.deepEqual(await filesOf('broken'), []);
});

test('what cannot be used any more is filled anew', async () => {
  const isUsable = async (folder: string): Promise<boolean> =>
    (await readFile(join(folder, 'part'), 'utf8').catch(() => '')) === 'whole';
  let filled = 0;
  const fill = async (folder: string): Promise<void> => {
    filled++;
    await writeFile(join(folder, 'part'), 'whole');
  };
  const folder = await fillOnce('used', fill, { root, isUsable });
  await fillOnce('used', fill, { root, isUsable });
  assert.equal(filled, 1);
  await writeFile(join(folder, 'part'), 'of another version');
  await fillOnce('used', fill, { root, isUsable });
  assert.equal(filled, 2);
  assert.equal(await readFile(join(folder, 'part'), 'utf8'), 'whole');
});

/** What is in the way of a run: a lock, and how old it is. */
async function leftLock(name: string, text: string, seconds: number): Promise<void> {
  const path = join(root, `${name}.lock`);
  await writeFile(path, text);
  const then = Date.now() / 1000 - seconds;
  await utimes(path, then, then);
}

async function filesOf(name: string): Promise<readonly string[]> {
  return (await readdir(root)).filter((file) => file.startsWith(name));
}

const dead = [
  // No process has this number: it is above the largest that Linux gives.
  ['of a run that has ended', 'stale', '4999999', 0],
  ['with our own number, of a process that had it before us', 'ours', String(process.pid), 0],
  ['of a run that ended before it could write its number', 'empty', '', 10],
] as const;
for (const [what, name, text, seconds] of dead) {
  test(`the lock ${what} is taken over`, { timeout: 5_000 }, async () => {
    await leftLock(name, text, seconds);
    await fillOnce(name, () => Promise.resolve(), { root });
    assert.deepEqual(await filesOf(name), [name]);
  });
}

test('a run that waits for another says so once, and names the lock', async () => {
  for (const [name, text] of [
    ['held', String(process.ppid)],
    ['young', ''],
  ] as const) {
    // Too new to be taken over, however slow this goes.
    await leftLock(name, text, -60);
    const path = join(root, `${name}.lock`);
    const said: string[] = [];
    const waiting = lock(
      path,
      (line) => {
        said.push(line);
        // As its holder would, some time later.
        setTimeout(() => void rm(path, { force: true }), 600);
      },
      100,
    );
    const release = await waiting;
    assert.deepEqual(said, [`Waiting for another run that fills ${name} … If there is none, remove ${path}`]);
    assert.equal(await readFile(path, 'utf8'), String(process.pid));
    await release();
    assert.deepEqual(await filesOf(name), []);
  }
});
