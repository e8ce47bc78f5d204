import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { isOutdated } from '../scripts/outdated.ts';
import { cacheFolder } from '../test/stack/cache.ts';
import { run } from '../test/stack/child.ts';
import { mustBeFree } from '../test/stack/ports.ts';
import { findJava } from '../test/stack/prerequisites.ts';
import { StackProblem, told } from '../test/stack/problem.ts';
import { type Progress, step, toStandardError } from '../test/stack/progress.ts';
import { type Stack, startStack } from '../test/stack/stack.ts';
import { temporaryFolder } from '../test/stack/temporary-folder.ts';

const project = join(import.meta.dirname, '..');

try {
  await main();
} catch (error) {
  process.stderr.write(`${told(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const { port, fresh } = options();
  const ports = { site: port, sso: port + 1, matrix: port + 2 };
  await Promise.all(Object.values(ports).map(mustBeFree));
  // What people write is kept until they ask for a fresh start.
  const dataFolder = join(cacheFolder(), `demo-${String(port)}`);
  if (fresh) await rm(dataFolder, { recursive: true, force: true });
  // Who lacks it need not wait for the build first.
  await findJava();
  if (await isOutdated(join(project, 'dist'), join(project, 'src'))) await build(toStandardError);
  const stack = await startStack({ seed: 'full', ports, dataFolder, progress: toStandardError });
  process.stdout.write(`${table(stack)}\n`);
}

function options(): { port: number; fresh: boolean } {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '8480' }, fresh: { type: 'boolean', default: false } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_000) {
    throw new StackProblem(`--port takes a number between 1024 and 65000, not "${values.port}".`);
  }
  return { port, fresh: values.fresh };
}

async function build(progress: Progress): Promise<void> {
  await using folder = await temporaryFolder('build');
  await step(progress, 'Building the element', () =>
    run('npm', ['run', 'build'], { log: join(folder.path, 'build.log'), cwd: project }),
  );
}

function table(stack: Stack): string {
  const people = Object.values(stack.users).map((person) => {
    const key = stack.seed.recoveryKeys[person.name] ?? (person.name === 'erin' ? 'has never signed in' : '');
    return `  ${person.name.padEnd(9)} ${person.password.padEnd(24)} ${key}`;
  });
  return [
    '',
    `  The wiki        ${stack.origins.wiki}/`,
    `  In a frame      ${stack.origins.wiki}/frame`,
    `  A foreign site  ${stack.origins.elsewhere}/`,
    '',
    `  ${'user'.padEnd(9)} ${'password'.padEnd(24)} recovery key`,
    ...people,
    '',
    '  Ctrl-C ends it. What is written stays until `npm start -- --fresh`.',
  ].join('\n');
}
