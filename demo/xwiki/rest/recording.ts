import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A request with its answer, as a running XWiki 17.4 was asked. `path` begins after the wiki's own, with its query. */
export interface Recorded {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: { readonly Accept?: string; readonly 'Content-Type'?: string };
    readonly body: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly contentType: string | null;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

const file = join(import.meta.dirname, '../../../test/fixtures/xwiki/rest-17.4.json');

export const recording = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[];

/** The one recorded under this name. */
export function recorded(name: string): Recorded {
  const found = recording.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`nothing is recorded as ${name}`);
  return found;
}
