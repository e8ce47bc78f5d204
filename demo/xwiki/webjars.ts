import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillOnce } from '../../test/stack/cache.ts';
import { run } from '../../test/stack/child.ts';
import { downloadFailed } from '../../test/stack/downloads.ts';
import { findMaven } from '../../test/stack/prerequisites.ts';
import { dependencyPluginVersion } from '../../test/stack/versions.ts';

/** The libraries of a page of XWiki 17.4, in its versions. XWiki's own build of Bootstrap is in no repository. */
const versions = { requirejs: '2.3.7', prototype: '1.7.3.0', jquery: '3.7.1', bootstrap: '3.4.1' } as const;

/** The text of a file of a library, from the cache or from Maven. */
export async function webjarFile(library: keyof typeof versions, file: string): Promise<string> {
  const version = versions[library];
  const folder = await fillOnce(`webjar-${library}-${version}`, async (draft) => {
    const args = [
      '-B',
      `org.apache.maven.plugins:maven-dependency-plugin:${dependencyPluginVersion}:unpack`,
      `-Dartifact=org.webjars:${library}:${version}:jar`,
      `-DoutputDirectory=${draft}`,
    ];
    await run(await findMaven(), args, { log: join(draft, 'install.log'), cwd: draft }).catch(downloadFailed(library));
  });
  for await (const found of glob(`**/${file}`, { cwd: folder })) return readFile(join(folder, found), 'utf8');
  throw new Error(`no ${file} in ${folder}`);
}
