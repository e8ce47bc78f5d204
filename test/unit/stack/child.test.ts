import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';

const stack = join(import.meta.dirname, '../../stack');

describe('a tool that is running when we end', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wiki-room-child-'));
  });
  after(() => rm(folder, { recursive: true }));

  const eventually = async (file: string): Promise<boolean> => {
    for (let tries = 0; tries < 100; tries++) {
      const there = await access(join(folder, file)).then(
        () => true,
        () => false,
      );
      if (there) return true;
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
    assert.ok(await eventually(began), said);
    us.kill(signal);
    await closed;
    return said;
  };

  const tool = (name: string, options: object): string => {
    const work = `touch ${name}-began; sleep 0.5; touch ${name}-done`;
    const given = JSON.stringify({ log: join(folder, 'log'), cwd: folder, ...options });
    return `import { run } from '${stack}/child.ts'; await run('sh', ['-c', '${work}'], ${given});`;
  };

  it('ends with us', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      await endedBy(signal, tool(signal, {}), `${signal}-began`);
      await delay(700);
      assert.equal(await access(join(folder, `${signal}-done`)).catch(() => 'not done'), 'not done');
    }
  });

  it('ends with us where what it prints is passed on, too', async () => {
    const work = `cd '${folder}'; touch printing-began; sleep 0.5; touch printing-done`;
    const runner = join(stack, '../../scripts/run.ts');
    await endedBy('SIGTERM', `import { run } from '${runner}'; await run('sh', ['-c', "${work}"]);`, 'printing-began');
    await delay(700);
    assert.equal(await access(join(folder, 'printing-done')).catch(() => 'not done'), 'not done');
  });

  it('is left to finish where it must not be cut off, and that is said', async () => {
    const said = await endedBy('SIGINT', tool('left', { finishes: true }), 'left-began');
    assert.equal(said, 'sh is left to finish what it has begun.\n');
    assert.ok(await eventually('left-done'));
    // Nobody can say anything then.
    await endedBy('SIGKILL', tool('lost', { finishes: true }), 'lost-began');
    assert.ok(await eventually('lost-done'));
  });

  // Only as root is anything installed.
  it('such is what installs Chromium', { skip: process.getuid?.() !== 0 }, async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const work = `case "$*" in *update*) ;; *--download-only*) ;; *) /bin/touch began; /bin/sleep 0.5; /bin/touch done ;; esac`;
    await writeFile(join(bin, 'apt-get'), `#!/bin/sh\ncd '${folder}'\n${work}\n`, { mode: 0o755 });
    const script = `import { findChromium } from '${stack}/prerequisites.ts'; await findChromium();`;
    const said = await endedBy('SIGINT', script, 'began', { PATH: bin, CHROMIUM: '' });
    assert.equal(said, 'apt-get is left to finish what it has begun.\n');
    assert.ok(await eventually('done'));
  });
});
