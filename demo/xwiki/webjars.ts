import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillOnce } from '../../test/stack/cache.ts';
import { unpackFromMaven } from '../../test/stack/maven.ts';

/** The libraries of a page of XWiki 17.4, in its versions. XWiki's own build of Bootstrap is in no repository. */
const versions = { requirejs: '2.3.7', prototype: '1.7.3.0', jquery: '3.7.1', bootstrap: '3.4.1' } as const;

/** The text of a file of a library, from the cache or from Maven. */
export async function webjarFile(library: keyof typeof versions, file: string): Promise<string> {
  const version = versions[library];
  const folder = await fillOnce(`webjar-${library}-${version}`, async (draft) => {
    await unpackFromMaven(library, `org.webjars:${library}:${version}:jar`, draft);
  });
  for await (const found of glob(`**/${file}`, { cwd: folder })) return readFile(join(folder, found), 'utf8');
  throw new Error(`no ${file} in ${folder}`);
}
