import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';

import { run } from './child.ts';
import { downloadFailed } from './downloads.ts';
import { StackProblem } from './problem.ts';
import { type Progress, silent, step } from './progress.ts';
import { temporaryFolder } from './temporary-folder.ts';

const execute = promisify(execFile);

const retries = ['-o', 'Acquire::Retries=3'];
const jdk = '`apt-get install openjdk-17-jdk-headless`';

export async function findJava(): Promise<string> {
  const home = process.env['JAVA_HOME'];
  const candidates = [...(home ? [join(home, 'bin', 'java')] : []), 'java'];
  for (const java of candidates) {
    const version = javaMajor(await output(java, ['-version']));
    if (version !== undefined && version >= 17) return java;
  }
  throw new StackProblem(`Java 17 or newer is missing: install it, for example with ${jdk}.`);
}

export async function findMaven(): Promise<string> {
  if (await output('mvn', ['-version'])) return 'mvn';
  throw new StackProblem('Maven is missing: install it, for example with `apt-get install maven`.');
}

/** A Maven that can compile: one with no more than what runs programs can download only. */
export async function findCompilingMaven(): Promise<string> {
  const maven = await findMaven();
  const { major, home } = javaOfMaven(await output(maven, ['-version']));
  if (major >= 17 && (await isProgram(join(home, 'bin', 'javac')))) return maven;
  throw new StackProblem(
    `JDK 17 or newer is missing for Maven: install it, for example with ${jdk}, or set JAVA_HOME to one that is there.`,
  );
}

export async function findPython(): Promise<string> {
  for (const python of ['python3', 'python']) {
    const text = await output(python, ['-c', 'import sys, venv, ensurepip; print(*sys.version_info[:2])']);
    const [major = 0, minor = 0] = (text ?? '').trim().split(' ').map(Number);
    if (major === 3 && minor >= 10) return python;
  }
  throw new StackProblem(
    'Python 3.10 or newer with venv is missing: install it, for example with `apt-get install python3 python3-venv`.',
  );
}

/** A Chromium for tests. Where we are root and there is apt-get, it is installed. */
export async function findChromium(progress: Progress = silent): Promise<string> {
  const found = await chromiumOnPath();
  if (found) return found;
  if (process.getuid?.() === 0 && (await onPath('apt-get'))) {
    await using folder = await temporaryFolder('apt');
    const options = { log: join(folder.path, 'apt.log'), env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    await step(progress, 'Installing Chromium', async () => {
      await run('apt-get', [...retries, 'update'], options);
      const install = [...retries, 'install', '-y', '--no-install-recommends', 'chromium'];
      await run('apt-get', [...install, '--download-only'], options);
      // Cut off here, by Ctrl-C or a signal to its group, it leaves a system that can install nothing more.
      await run('apt-get', install, { ...options, finishes: true });
    }).catch(downloadFailed('Chromium'));
    const installed = await chromiumOnPath();
    if (installed) return installed;
  }
  throw new StackProblem('Chromium is missing: install it, or set CHROMIUM to the path of one.');
}

async function chromiumOnPath(): Promise<string | undefined> {
  const named = process.env['CHROMIUM'];
  if (named) {
    const path = named.includes('/') ? named : await onPath(named);
    if (path && (await isProgram(path))) return path;
    throw new StackProblem(
      `CHROMIUM names ${named}, which cannot be run: set it to the path of a Chromium, or unset it and one is looked for.`,
    );
  }
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const path = await onPath(name);
    if (path) return path;
  }
  return undefined;
}

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder && (await isProgram(path))) return path;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK)
    .then(() => stat(path))
    .then(
      (found) => found.isFile(),
      () => false,
    );
}

/** "17.0.15" is 17; "1.8.0" is 8. */
export function javaMajor(text: string | undefined): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(text ?? '');
  return match ? Number(match[1]) : undefined;
}

/** Which Java Maven runs with, as its -version says. */
export function javaOfMaven(text = ''): { readonly major: number; readonly home: string } {
  const match = /^Java version: (?:1\.)?(\d+).*, runtime: (.+)$/m.exec(stripVTControlCharacters(text));
  return { major: Number(match?.[1] ?? 0), home: match?.[2]?.trim() ?? '' };
}

/** What a tool says on both of its outputs, or nothing if it cannot be run. */
async function output(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await execute(command, args);
    return stdout + stderr;
  } catch {
    return undefined;
  }
}
