import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseDocument, DomUtils } from 'htmlparser2';
import { writeBundlePage } from '../../../scripts/xwiki/bundle.ts';
import { checkArchive } from '../../../scripts/xwiki/check-archive.ts';
import { temporaryFolder } from '../../stack/temporary-folder.ts';

/** `a.txt` and `b/c.txt`, both of 2026-01-01 00:00:00, as Python's `zipfile` writes them. */
const zip =
  'UEsDBBQAAAAAAAAAIVyDFtyMAQAAAAEAAAAFAAAAYS50eHR4UEsDBBQAAAAAAAAAIVyDFtyMAQAAAAEAAAAHAAAAYi9jLnR4dHhQSwECFAMUAAAAAAAA' +
  'ACFcgxbcjAEAAAABAAAABQAAAAAAAAAAAAAAgAEAAAAAYS50eHRQSwECFAMUAAAAAAAAACFcgxbcjAEAAAABAAAABwAAAAAAAAAAAAAAgAEkAAAAYi9jLnR4' +
  'dFBLBQYAAAAAAgACAGgAAABKAAAAAAA=';

describe('the page with the files of the script', () => {
  it('holds each whole, by its name, type and size', async () => {
    await using folder = await temporaryFolder('archive');
    const contents: Readonly<Record<string, Buffer>> = {
      'a&lt;b.js': Buffer.from('export const text = "ä <&>";\n'),
      'b.wasm.gz': Buffer.from([0x1f, 0x8b, 0, 255, 10, 13]),
      'c.txt': Buffer.alloc(0),
    };
    const [files, pages] = [join(folder.path, 'files'), join(folder.path, 'pages')];
    await mkdir(files);
    await mkdir(join(pages, 'WikiRoom', 'Code'), { recursive: true });
    for (const [name, content] of Object.entries(contents)) await writeFile(join(files, name), content);
    const bundle = { folder: files, files: Object.keys(contents), page: 'Bundle-0123456789ab' };
    await writeBundlePage(pages, { ...bundle, entry: '', callback: '', testConnection: '' });
    const xml = await readFile(join(pages, 'WikiRoom', 'Code', 'Bundle-0123456789ab.xml'), 'utf8');
    const attached = DomUtils.getElementsByTagName('attachment', parseDocument(xml, { xmlMode: true }));
    const found = attached.map((attachment) => {
      const [name, type, size, content] = ['filename', 'mimetype', 'filesize', 'content'].map((part) =>
        DomUtils.textContent(DomUtils.getElementsByTagName(part, attachment)),
      );
      return [name, type, Number(size), Buffer.from(content!, 'base64')];
    });
    const types = ['text/javascript', 'application/gzip', 'text/plain'];
    const wanted = Object.entries(contents).map(([name, content], at) => [name, types[at], content.length, content]);
    assert.deepEqual(found, wanted);
    await assert.rejects(
      writeBundlePage(pages, { ...bundle, files: ['d.html'], entry: '', callback: '', testConnection: '' }),
      /d\.html has no type/,
    );
  });
});

describe('an archive', () => {
  it('is refused where a file is not in it, or an entry has another moment than the project says', async () => {
    await using folder = await temporaryFolder('archive');
    const [path, pom] = [join(folder.path, 'a.xar'), join(folder.path, 'pom.xml')];
    const project = (moment: string): string =>
      `<project><project.build.outputTimestamp>${moment}</project.build.outputTimestamp></project>`;
    await writeFile(path, Buffer.from(zip, 'base64'));
    await writeFile(pom, project('2026-01-01T00:00:00Z'));
    await checkArchive(path, pom, ['a.txt', 'b/c.txt']);
    await assert.rejects(checkArchive(path, pom, ['a.txt', 'c.txt']), /holds c\.txt 0 times/);
    await writeFile(pom, project('2026-01-01T00:00:02Z'));
    await assert.rejects(checkArchive(path, pom, []), /holds a\.txt as of 2026-01-01T00:00:00/);
    await writeFile(pom, '<project/>');
    await assert.rejects(checkArchive(path, pom, []), /holds a\.txt as of/);
  });
});
