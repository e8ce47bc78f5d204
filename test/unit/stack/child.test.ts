import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';

const stack = join(import.meta.dirname, '../../stack');

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

describe('a tool that is running when we end', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wiki-room-child-'));
  });
  after(() => rm(folder, { recursive: true }));

  const isThere = (file: string): Promise<boolean> =>
    access(join(folder, file)).then(
      () => true,
      () => false,
    );

  const eventually = async (isSo: () => boolean | Promise<boolean>): Promise<boolean> => {
    for (let tries = 0; tries < 1_000; tries++) {
      if (await isSo()) return true;
      await delay(20);
    }
    return false;
  };

  /** Runs a script of ours and ends it as soon as its tool has begun; resolves with what it said. */
  const endedBy = async (signal: NodeJS.Signals, script: string, began: string, env = {}): Promise<string> => {
    const us = spawn(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, ...env } });
    let said = '';
    us.stderr.on('data', (data: Buffer) => (said += data.toString()));
    const closed = new Promise((resolve) => us.once('exit', resolve));
    assert.ok(await eventually(() => isThere(began)), said);
    us.kill(signal);
    await closed;
    return said;
  };

  /** Begins by telling its process, and is done after some seconds. */
  const work = (name: string, seconds: number): string =>
    `echo $$ > ${name}-new; mv ${name}-new ${name}-began; sleep ${String(seconds)}; touch ${name}-done`;

  /** The tool has ended, and was not done. */
  const wasEnded = async (name: string): Promise<boolean> => {
    const tool = Number(await readFile(join(folder, `${name}-began`), 'utf8'));
    return (await eventually(() => !isRunning(tool))) && !(await isThere(`${name}-done`));
  };

  const tool = (name: string, options: object, seconds = 0.5): string => {
    const given = JSON.stringify({ log: join(folder, 'log'), cwd: folder, ...options });
    return `import { run } from '${stack}/child.ts'; await run('sh', ['-c', '${work(name, seconds)}'], ${given});`;
  };

  it('ends with us', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      await endedBy(signal, tool(signal, {}, 10), `${signal}-began`);
      assert.ok(await wasEnded(signal));
    }
  });

  it('ends with us where what it prints is passed on, too', async () => {
    const runner = join(stack, '../../scripts/run.ts');
    const script = `cd '${folder}'; ${work('printing', 10)}`;
    await endedBy(
      'SIGTERM',
      `import { run } from '${runner}'; await run('sh', ['-c', "${script}"]);`,
      'printing-began',
    );
    assert.ok(await wasEnded('printing'));
  });

  it('is left to finish where it must not be cut off, and that is said', async () => {
    const said = await endedBy('SIGINT', tool('left', { finishes: true }), 'left-began');
    assert.equal(said, 'sh is left to finish what it has begun.\n');
    assert.ok(await eventually(() => isThere('left-done')));
    // Nobody can say anything then.
    await endedBy('SIGKILL', tool('lost', { finishes: true }), 'lost-began');
    assert.ok(await eventually(() => isThere('lost-done')));
  });

  // Only as root is anything installed.
  it('such is what installs Chromium', { skip: process.getuid?.() !== 0 }, async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const installs = `case "$*" in *update*) ;; *--download-only*) ;; *) /bin/touch began; /bin/sleep 0.5; /bin/touch done ;; esac`;
    await writeFile(join(bin, 'apt-get'), `#!/bin/sh\ncd '${folder}'\n${installs}\n`, { mode: 0o755 });
    const script = `import { findChromium } from '${stack}/prerequisites.ts'; await findChromium();`;
    const said = await endedBy('SIGINT', script, 'began', { PATH: bin, CHROMIUM: '' });
    assert.equal(said, 'apt-get is left to finish what it has begun.\n');
    assert.ok(await eventually(() => isThere('done')));
  });
});
