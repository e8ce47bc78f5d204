import { createHash } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../run.ts';
import { escapeXml } from './build-pages.ts';

/** The files that a wiki holds as attachments of one page. */
export interface Bundle {
  readonly folder: string;
  readonly files: readonly string[];
  /**
   * Name of the page. A new version is a new page beside the old one, so that a tab that is open while the wiki takes
   * the new one still finds the files of its own.
   */
  readonly page: string;
  readonly entry: string;
  readonly callback: string;
  readonly testConnection: string;
}

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  gz: 'application/gzip',
  txt: 'text/plain',
};

/** Builds the element's files, every name with its hash. */
export async function buildBundle(folder: string): Promise<Bundle> {
  await rm(folder, { recursive: true, force: true });
  const env = { WIKI_ROOM_DIST: folder, WIKI_ROOM_FOR: 'wiki' };
  const { code, output } = await run('rollup', ['-c', '--silent'], { quiet: true, env });
  if (code !== 0) throw new Error(output);
  const files = (await readdir(folder)).toSorted();
  const named = (name: string): string => {
    const found = files.filter((file) => file.startsWith(`${name}.`));
    if (found.length !== 1) throw new Error(`${folder} holds ${found.length} files ${name}.…`);
    return found[0] ?? '';
  };
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await check(join(folder, file)));
  const page = `Bundle-${hash.digest('hex').slice(0, 12)}`;
  return {
    folder,
    files,
    page,
    entry: named('wiki-room'),
    callback: named('callback'),
    testConnection: named('test-connection'),
  };
}

/** What a wiki would serve as something else, or what its module loader would take for its own, stops the build. */
async function check(path: string): Promise<Buffer> {
  const content = await readFile(path);
  if (!path.endsWith('.js')) return content;
  const text = content.toString('utf8');
  if (/<html/i.test(text.slice(0, 8192))) throw new Error(`${path} would be served as HTML`);
  if (text.includes('define.amd')) throw new Error(`${path} holds a module that RequireJS would take`);
  return content;
}

/** Writes the page of the bundle: a hidden page with the files attached. */
export async function writeBundlePage(pages: string, { folder, files, page }: Bundle): Promise<void> {
  const attachments = await Promise.all(
    files.map(async (file) => {
      const type = types[file.slice(file.lastIndexOf('.') + 1)];
      if (type === undefined) throw new Error(`${file} has no type`);
      const content = await readFile(join(folder, file));
      return `  <attachment>
    <filename>${escapeXml(file)}</filename>
    <mimetype>${type}</mimetype>
    <filesize>${content.length}</filesize>
    <author>xwiki:XWiki.Admin</author>
    <version>1.1</version>
    <comment/>
    <content>${content.toString('base64')}</content>
  </attachment>
`;
    }),
  );
  const text = `<?xml version="1.1" encoding="UTF-8"?>

<xwikidoc version="1.5" reference="WikiRoom.Code.${page}" locale="">
  <web>WikiRoom.Code</web>
  <name>${page}</name>
  <language/>
  <defaultLanguage/>
  <translation>0</translation>
  <creator>xwiki:XWiki.Admin</creator>
  <parent>WikiRoom.Code.WebHome</parent>
  <author>xwiki:XWiki.Admin</author>
  <contentAuthor>xwiki:XWiki.Admin</contentAuthor>
  <version>1.1</version>
  <title>Chat script</title>
  <comment/>
  <minorEdit>false</minorEdit>
  <syntaxId>xwiki/2.1</syntaxId>
  <hidden>true</hidden>
  <content/>
${attachments.join('')}</xwikidoc>
`;
  await writeFile(join(pages, 'WikiRoom', 'Code', `${page}.xml`), text);
}
