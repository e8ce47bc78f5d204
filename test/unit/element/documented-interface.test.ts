import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { errorCodes } from '../../../src/protocol/error.ts';

type Row = readonly string[];

let page = '';
let element = '';
let events = '';

before(async () => {
  page = await readFile('docs/embedding.md', 'utf8');
  element = await readFile('src/element/wiki-room.ts', 'utf8');
  events = await readFile('src/element/events.ts', 'utf8');
});

/** The rows of the table whose head begins so, without the marks around what is nothing but code. */
function documented(head: string): Row[] {
  const lines = page.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`| ${head} `));
  assert.notEqual(at, -1, `there is no table of ${head}`);
  const length = lines.slice(at).findIndex((line) => !line.startsWith('|'));
  const cells = lines.slice(at + 2, at + length).map((line) => line.split('|').slice(1, -1));
  return cells.map((row) => row.map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')));
}

const firstOf = (rows: readonly Row[]): string[] => rows.map(([first = '']) => first);

/** What the element's source says of itself: the groups of each match. */
function said(pattern: RegExp, source = element): Row[] {
  const found = [...source.matchAll(pattern)].map(([, ...groups]) => groups);
  assert.ok(found.length > 0, `nothing is like ${String(pattern)}`);
  return found;
}

describe('the tables of docs/embedding.md', () => {
  it('have the parts, custom properties and states as the manifest has them', () => {
    assert.deepEqual(documented('part'), said(/^ \* @csspart (\S+) - (.+)$/gm));
    assert.deepEqual(documented('custom property'), said(/^ \* @cssprop \[([^\]=]+)(?:=[^\]]+)?\] - (.+)$/gm));
    assert.deepEqual(documented('state'), said(/^ \* @cssstate (\S+) - (.+)$/gm));
  });

  it('have every attribute with its property', () => {
    const properties = said(/@property\(([^)]*)\) (\w+)/g).map(([options = '', name = '']) => [
      /attribute: '([\w-]+)'/.exec(options)?.[1] ?? name,
      name,
    ]);
    const rows = documented('attribute').map(([attribute = '', property = '']) => [attribute, property]);
    assert.deepEqual(rows.toSorted(), [...properties, ['lang', '–']].toSorted());
  });

  it('have every event, as the manifest and the types', () => {
    const rows = firstOf(documented('event')).toSorted();
    assert.deepEqual(rows, firstOf(said(/^ \* @fires \{.+\} (\S+) - /gm)).toSorted());
    assert.deepEqual(rows, firstOf(said(/^ {2}'(wiki-room-[\w-]+)': /gm, events)).toSorted());
  });

  it('have every error code', () => {
    assert.deepEqual(firstOf(documented('code')), [...errorCodes]);
  });

  it('have every method', () => {
    const methods = firstOf(said(/^ {2}(?:async )?(\w+)\([^)]*\): (?:Promise<)?void>? \{$/gm));
    const own = methods.filter((name) => !/Callback$/.test(name));
    const rows = documented('method').map(([call = '']) => call.replace(/\(.*/, ''));
    assert.deepEqual(rows.toSorted(), own.toSorted());
  });
});
