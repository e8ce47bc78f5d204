import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What the pages name and the build makes: `@name@` in a page. */
export interface PageValues {
  readonly version: string;
  /** The loader's text. */
  readonly loader: string;
  /** Name of the page that holds the bundle, and of files attached to it. */
  readonly bundle: string;
  readonly entry: string;
  readonly callback: string;
  readonly 'test-connection': string;
}

const sources = join(import.meta.dirname, '../../xwiki-macro/src/main');

/** Writes the pages of the archive into a folder: those of `src/main/resources`, with their parts put in. */
export async function buildPages(folder: string, values: PageValues): Promise<void> {
  const root = join(sources, 'resources');
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.xml'));
  await Promise.all(
    names.map(async (name) => {
      const page = await readFile(join(root, name), 'utf8');
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await fill(page, values));
    }),
  );
}

/**
 * `@include a.vm@` and `@include-line a.vm@` put a part of `src/main/velocity` in, without its comments; as one line
 * where a property's value has to be one. Throws where a name is unknown.
 */
async function fill(page: string, values: PageValues): Promise<string> {
  const parts = new Map<string, string>();
  for (const [, name = ''] of page.matchAll(/@include(?:-line)? ([\w.-]+)@/g)) {
    const text = await readFile(join(sources, 'velocity', name), 'utf8');
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('##'));
    parts.set(name, lines.join('\n'));
  }
  return page
    .replace(/@include ([\w.-]+)@/g, (_, name: string) => escapeXml(parts.get(name) ?? ''))
    .replace(/@include-line ([\w.-]+)@/g, (_, name: string) => escapeXml((parts.get(name) ?? '').replaceAll('\n', '')))
    .replace(/@([a-z-]+)@/g, (whole, name: string) => {
      if (!(name in values)) throw new Error(`a page names ${whole}, which the build does not make`);
      return escapeXml(values[name as keyof PageValues]);
    });
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
