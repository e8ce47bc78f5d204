import { join } from 'node:path';

import { isOutdated } from '../scripts/outdated.ts';
import { exists } from '../test/stack/cache.ts';

/**
 * The folder of the built element. The project's own is refused where the sources have changed since: what was measured
 * would be taken for theirs. A folder that is named is measured as it is.
 */
export async function builtElement(
  project = join(import.meta.dirname, '..'),
  named = process.env['WIKI_ROOM_DIST'],
): Promise<string> {
  if (named) {
    if (await exists(named)) return named;
    throw new Error(`WIKI_ROOM_DIST names ${named}, which is not there: build into it with \`npm run build\`.`);
  }
  const dist = join(project, 'dist');
  if (!(await isOutdated(dist, join(project, 'src')))) return dist;
  throw new Error('The folder dist is missing or older than src: run `npm run build` first.');
}
