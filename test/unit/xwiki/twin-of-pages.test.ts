import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const code = join(import.meta.dirname, '../../../xwiki-macro/src/main/resources/WikiRoom/Code');
const twin = join(import.meta.dirname, '../../../demo/xwiki');

/** The values of the objects of a class on a page, by their properties' names. */
async function objectsOf(page: string, className: string): Promise<Readonly<Record<string, string>>[]> {
  const xml = await readFile(join(code, `${page}.xml`), 'utf8');
  const objects = xml.split('<object>').slice(1);
  return objects
    .filter((object) => object.includes(`<className>${className}</className>`))
    .map((object) => {
      const properties = object.matchAll(/<property>\s*<(\w+)>([\s\S]*?)<\/\1>\s*<\/property>/g);
      return Object.fromEntries([...properties].map(([, name = '', value = '']) => [name, unescape(value)]));
    });
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function marksOf(markup: string): Set<string> {
  return new Set([...markup.matchAll(/ (?:id|class|aria-[a-z]+|type)="([^"$]+)"/g)].map(([mark]) => mark));
}

describe('the twin of a wiki', () => {
  it('has what the pages put around every page, at the places that a wiki knows', async () => {
    const extensions = await objectsOf('Extensions', 'XWiki.UIExtensionClass');
    const places = extensions.map(({ name, extensionPointId, scope }) => [name, extensionPointId, scope]);
    assert.deepEqual(places, [
      ['wikiroom.head', 'org.xwiki.platform.html.head', 'wiki'],
      // As XWiki spells it.
      ['wikiroom.chat', 'org.xwiki.plaftorm.template.docextra', 'wiki'],
      ['wikiroom.sheet', 'org.xwiki.platform.topmenu.right', 'wiki'],
    ]);
  });

  it('has the button and the sheet of the pages', async () => {
    const [, , badge] = await objectsOf('Extensions', 'XWiki.UIExtensionClass');
    const wanted = marksOf(badge?.['content'] ?? '');
    assert.ok(wanted.size > 3);
    const sources = ['twin.ts', 'wiki-source.ts'].map((file) => readFile(join(twin, file), 'utf8'));
    const shown = (await Promise.all(sources)).join('\n');
    for (const mark of wanted) assert.ok(shown.includes(mark), `the twin has no${mark}`);
  });

  it('is told the same settings as a page', async () => {
    const [head] = await objectsOf('Extensions', 'XWiki.UIExtensionClass');
    const data = /#set \(\$wikiRoomData = \{([\s\S]*?)\}\)/.exec(head?.['content'] ?? '')?.[1] ?? '';
    const written = [...data.matchAll(/^\s*'(\w+)':/gm)].map(([, name]) => name).toSorted();
    const source = await readFile(join(twin, 'twin.ts'), 'utf8');
    const object = /async function settings[\s\S]*?return \{([\s\S]*?)\.\.\.Object/.exec(source)?.[1] ?? '';
    const told = [...object.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name).toSorted();
    assert.deepEqual(told, written);
    assert.ok(written.includes('frame'));
  });

  it('has a section of the administration that a wiki shows for the whole of it', async () => {
    const [section] = await objectsOf('Administration', 'XWiki.ConfigurableClass');
    assert.deepEqual([section?.['displayInSection'], section?.['scope']], ['WikiRoom', 'WIKI']);
    const [ofSpace] = await objectsOf('SpaceAdministration', 'XWiki.ConfigurableClass');
    assert.deepEqual([ofSpace?.['displayInSection'], ofSpace?.['scope']], ['WikiRoomSpace', 'ALL_SPACES']);
  });
});
