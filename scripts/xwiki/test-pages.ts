import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildLoader } from './build-loader.ts';
import { buildPages } from './build-pages.ts';
import { maven } from './maven.ts';

/** The XWiki versions whose renderer and HTML cleaner the pages are tried with. */
const versions = ['17.4.0', '17.10.0'];

/** Runs the tests of the pages; resolves with the exit code and what Maven printed, for each version. */
export async function testPages(): Promise<readonly { code: number; output: string }[]> {
  const folder = 'xwiki-macro/target/test-pages';
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  await rm(folder, { recursive: true, force: true });
  // Of the bundle the pages know only the names.
  const bundle = {
    bundle: 'Bundle-0',
    entry: 'wiki-room.0.js',
    callback: 'callback.0.js',
    'test-connection': 'test-connection.0.js',
  };
  await buildPages(folder, { version, loader: await buildLoader(), ...bundle });
  const pages = join(process.cwd(), folder);
  const twin = join(process.cwd(), 'demo/xwiki/resources');
  const results = [];
  for (const xwiki of versions) {
    const properties = { 'xwiki.version': xwiki, 'wiki-room.pages': pages, 'wiki-room.twin': twin };
    results.push(await maven('xwiki-macro', ['test'], properties, false));
  }
  return results;
}
