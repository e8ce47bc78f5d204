import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

/** Bytes that the script of every wiki page may have; it is on pages without a room too. */
export const loaderBudget = 3_000;

/** The loader as one classic script, in the language that XWiki's own compiler takes. */
export async function buildLoader(): Promise<string> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const { outputFiles } = await build({
    entryPoints: ['xwiki-macro/loader/loader.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    charset: 'ascii',
    define: { __VERSION__: JSON.stringify(version) },
    // A name that is in most lines may be as short as others.
    inject: ['scripts/xwiki/document.ts'],
  });
  const text = outputFiles[0]?.text.trim() ?? '';
  if (text.length > loaderBudget) throw new Error(`the loader has ${text.length} of ${loaderBudget} bytes`);
  return text;
}
