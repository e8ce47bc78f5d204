import { join } from 'node:path';

import { run } from './child.ts';
import { download } from './downloads.ts';
import { findMaven } from './prerequisites.ts';
import { type Progress, silent } from './progress.ts';
import { dependencyPluginVersion } from './versions.ts';

/** Unpacks an artifact, `group:name:version:type`, that Maven gets from where it is told to. */
export async function unpackFromMaven(
  what: string,
  artifact: string,
  folder: string,
  progress: Progress = silent,
): Promise<void> {
  const maven = await findMaven();
  const args = [
    '-B',
    // Without it Maven remembers for a day that an artifact could not be had.
    '-U',
    `org.apache.maven.plugins:maven-dependency-plugin:${dependencyPluginVersion}:unpack`,
    `-Dartifact=${artifact}`,
    `-DoutputDirectory=${folder}`,
  ];
  await download(what, () => run(maven, args, { log: join(folder, 'install.log'), cwd: folder }), progress);
}
