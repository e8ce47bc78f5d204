import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from './run.ts';

/** Fails where the texts of the sources are not those in `xliff/`: one was added, changed or removed since. */
const folder = await mkdtemp(join(tmpdir(), 'words-'));
try {
  await cp('xliff', folder, { recursive: true });
  const config = JSON.parse(await readFile('lit-localize.json', 'utf8')) as Record<string, unknown>;
  const file = join(folder, 'lit-localize.json');
  const here = relative(folder, process.cwd());
  const interchange = { format: 'xliff', xliffDir: '.' };
  await writeFile(file, JSON.stringify({ ...config, tsConfig: join(here, 'tsconfig.json'), interchange }));
  const extracted = await run('lit-localize', ['--config', file, 'extract'], { quiet: true });
  if (extracted.code !== 0) throw new Error(extracted.output);
  for (const name of await readdir('xliff')) {
    const [before, after] = await Promise.all([readFile(join('xliff', name)), readFile(join(folder, name))]);
    if (before.equals(after)) continue;
    console.log(`xliff/${name} is not what the sources say: run "npx lit-localize extract" and translate.`);
    process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true });
}
