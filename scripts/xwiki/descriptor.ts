import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeXml } from './build-pages.ts';

/**
 * Writes `package.xml`, the archive's list of its pages, in an order that does not depend on the machine: the plugin
 * would list them as they come.
 */
export async function writeDescriptor(folder: string, version: string): Promise<void> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.xml')).toSorted();
  const files = paths.map((path) => {
    const [, name = '', language = ''] = /^(.*?)(?:\.(\w+))?\.xml$/.exec(path.replaceAll('/', '.')) ?? [];
    const isLanguage = /^[a-z]{2}$/.test(language);
    const page = isLanguage || language === '' ? name : `${name}.${language}`;
    return `    <file language="${isLanguage ? language : ''}" defaultAction="0">${escapeXml(page)}</file>\n`;
  });
  const text = `<?xml version="1.0" encoding="UTF-8"?>

<package>
  <infos>
    <name>Chat rooms</name>
    <description>Matrix chat rooms inside the pages of a wiki.</description>
    <licence>Apache-2.0</licence>
    <author>XWiki.Admin</author>
    <extensionId>org.wiki-room:wiki-room-xwiki</extensionId>
    <version>${version}</version>
    <backupPack>false</backupPack>
  </infos>
  <files>
${files.join('')}  </files>
</package>
`;
  await writeFile(join(folder, 'package.xml'), text);
}
