import { oldestProtocol, protocolVersion, release } from '../protocol/wire.ts';
import type { Greeting } from '../protocol/wire.ts';
import { schemaVersion } from '../store/schema.ts';

/** Which release a build of the script is, and which protocols and which database it works with. */
export type Versions = Omit<Greeting, 'engine'>;

export const ownVersions: Versions = {
  release,
  version: protocolVersion,
  oldest: oldestProtocol,
  schema: schemaVersion,
};

/**
 * An engine as a page of another build sees it. `newer`: it does not understand this page, or has brought the database
 * further than this page can read. `older`: it must make room for an engine of this page's build. `former`: it should, as a
 * fault that was mended would else live on for as long as any tab of before stays open; but it can be spoken with.
 */
export function compareEngine(engine: Versions, page: Versions): 'fits' | 'newer' | 'older' | 'former' {
  if (engine.oldest > page.version || engine.schema > page.schema) return 'newer';
  if (engine.version < page.version || engine.schema < page.schema) return 'older';
  return engine.release < page.release ? 'former' : 'fits';
}
