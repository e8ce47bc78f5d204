import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillOnce } from '../stack/cache.ts';
import { unpackFromMaven } from '../stack/maven.ts';

/** The last one of the 1.7 line, which XWiki loads on every page. */
const version = '1.7.3.0';

/** The text of Prototype.js, from the cache or from Maven. */
export async function prototypeJs(): Promise<string> {
  const folder = await fillOnce(`prototype-${version}`, async (draft) => {
    await unpackFromMaven('Prototype.js', `org.webjars:prototype:${version}:jar`, draft);
  });
  for await (const file of glob('**/prototype.js', { cwd: folder })) return readFile(join(folder, file), 'utf8');
  throw new Error(`no prototype.js in ${folder}`);
}
