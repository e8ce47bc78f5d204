import { oldestProtocol, protocolVersion } from '../protocol/wire.ts';
import type { Greeting } from '../protocol/wire.ts';
import { schemaVersion } from '../store/schema.ts';

/** Which protocols and which database a build of the script works with. */
export type Versions = Omit<Greeting, 'engine'>;

export const ownVersions: Versions = { version: protocolVersion, oldest: oldestProtocol, schema: schemaVersion };

/**
 * An engine as a page of another build sees it. `newer`: it does not understand this page, or has brought the database
 * further than this page can read. `older`: it must make room for an engine of this page's build.
 */
export function compareEngine(engine: Versions, page: Versions): 'fits' | 'newer' | 'older' {
  if (engine.oldest > page.version || engine.schema > page.schema) return 'newer';
  return engine.version < page.version || engine.schema < page.schema ? 'older' : 'fits';
}
