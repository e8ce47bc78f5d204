import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { download } from '../../stack/downloads.ts';
import { findNeeds } from '../../stack/needs.ts';
import { findChromium } from '../../stack/prerequisites.ts';
import { told } from '../../stack/problem.ts';

const before = { ...process.env };
/** Only then is anything installed. */
const root = process.getuid?.() === 0;

/** A machine with nothing but what is put into its folder. */
describe('what the suites need', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wiki-room-path-'));
    Object.assign(process.env, { PATH: folder, JAVA_HOME: '', CHROMIUM: '' });
  });

  afterEach(async () => {
    Object.assign(process.env, before);
    for (const name of ['JAVA_HOME', 'CHROMIUM'])
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    await rm(folder, { recursive: true });
  });

  const put = (name: string, says: string, code = 0): Promise<void> =>
    writeFile(join(folder, name), `#!/bin/sh\necho '${says}'\nexit ${code}\n`, { mode: 0o755 });
  const missing = async (suite: string): Promise<string> =>
    findNeeds(['unit', suite]).then(
      () => 'nothing',
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message.split(' ')[0]}`,
    );

  it('is said before they run, one after the other', async () => {
    const all = (): Promise<string[]> =>
      Promise.all(['unit', 'component', 'xwiki', 'integration', 'e2e', 'twin', 'chaos'].map(missing));
    const [java, maven, jdk, python, chromium] = ['Java', 'Maven', 'JDK', 'Python', 'Chromium'].map(
      (name) => `StackProblem: ${name}`,
    );
    assert.deepEqual(await all(), ['nothing', chromium, java, java, java, java, java]);
    await put('java', 'openjdk version "17.0.15"');
    assert.deepEqual(await all(), ['nothing', chromium, maven, python, python, python, python]);
    await put('mvn', `Apache Maven 3.8.7\nJava version: 17.0.15, vendor: Debian, runtime: ${folder}/java-17`);
    await put('python3', '3 12');
    assert.deepEqual(await all(), ['nothing', chromium, jdk, 'nothing', chromium, chromium, chromium]);
    await mkdir(join(folder, 'java-17', 'bin'), { recursive: true });
    await put('java-17/bin/javac', '');
    assert.deepEqual(await all(), ['nothing', chromium, 'nothing', 'nothing', chromium, chromium, chromium]);
    await put('chromium', '');
    assert.deepEqual(new Set(await all()), new Set(['nothing']));
  });

  it('is all that a run without it says', async () => {
    await symlink(process.execPath, join(folder, 'node'));
    const { status, stdout, stderr } = spawnSync('node', ['test/run.ts', 'component'], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /^Chromium is missing: install it[^\n]*\n$/);
  });

  it('is what CHROMIUM names, by its path or by its name, and nothing that cannot be run', async () => {
    await put('some-chromium', '');
    await writeFile(join(folder, 'a-text'), '');
    const found = async (named: string): Promise<string> => {
      process.env['CHROMIUM'] = named;
      return findChromium().catch((error: unknown) => `${(error as Error).name}: ${(error as Error).message}`);
    };
    const path = join(folder, 'some-chromium');
    assert.deepEqual([await found(path), await found('some-chromium')], [path, path]);
    for (const named of [`${path}-x`, 'no-chromium', join(folder, 'a-text'), folder])
      assert.ok((await found(named)).startsWith(`StackProblem: CHROMIUM names ${named}, which cannot be run: `), named);
  });

  it('may be what a tool could not install: its own words come before what to do', { skip: !root }, async () => {
    await symlink(process.execPath, join(folder, 'node'));
    await put('apt-get', 'E: You do not have enough free space', 100);
    const { status, stderr } = spawnSync('node', ['test/run.ts', 'component'], { encoding: 'utf8' });
    assert.equal(status, 1);
    const [reason, todo] = stderr.trimEnd().split('\n').slice(-2);
    assert.equal(reason, 'E: You do not have enough free space');
    assert.match(todo!, /^Chromium could not be downloaded: check the connection /);
  });
});

describe('a download that failed', () => {
  it('is tried again, and said to be', async () => {
    const said: string[] = [];
    let tries = 0;
    const fails = (times: number) => async (): Promise<void> => {
      tries += 1;
      if (tries <= times) throw new Error('503');
    };
    await download('Keycloak', fails(2), (line) => said.push(line), 1);
    assert.equal(tries, 3);
    assert.deepEqual(said, Array(2).fill('Keycloak: the download failed, trying again in 1 s …'));
    tries = 0;
    await assert.rejects(download('Keycloak', fails(9), undefined, 1), { name: 'StackProblem' });
    assert.equal(tries, 4);
  });

  it('is one sentence that says what to do; the words of the tool are its cause', async () => {
    const cause = new Error('mvn ended with 1:\n…');
    await assert.rejects(
      download('Keycloak', () => Promise.reject(cause), undefined, 1),
      (error: Error) => {
        assert.deepEqual([error.name, error.cause], ['StackProblem', cause]);
        assert.match(error.message, /^Keycloak could not be downloaded: check the connection [^\n]*\.$/);
        assert.equal(told(error), `mvn ended with 1:\n…\n${error.message}`);
        return true;
      },
    );
  });
});
