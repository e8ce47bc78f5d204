import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillOnce } from '../stack/cache.ts';
import { run } from '../stack/child.ts';
import { downloadFailed } from '../stack/downloads.ts';
import { findMaven } from '../stack/prerequisites.ts';
import { dependencyPluginVersion } from '../stack/versions.ts';

/** The last one of the 1.7 line, which XWiki loads on every page. */
const version = '1.7.3.0';

/** The text of Prototype.js, from the cache or from Maven. */
export async function prototypeJs(): Promise<string> {
  const folder = await fillOnce(`prototype-${version}`, async (draft) => {
    const args = [
      '-B',
      `org.apache.maven.plugins:maven-dependency-plugin:${dependencyPluginVersion}:unpack`,
      `-Dartifact=org.webjars:prototype:${version}:jar`,
      `-DoutputDirectory=${draft}`,
    ];
    await run(await findMaven(), args, { log: join(draft, 'install.log'), cwd: draft }).catch(
      downloadFailed('Prototype.js'),
    );
  });
  for await (const file of glob('**/prototype.js', { cwd: folder })) return readFile(join(folder, file), 'utf8');
  throw new Error(`no prototype.js in ${folder}`);
}
