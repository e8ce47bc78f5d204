import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

interface Unit {
  readonly id: string;
  readonly source: string;
  readonly target: string | undefined;
}

function units(language: string): readonly Unit[] {
  const text = readFileSync(`xliff/${language}.xlf`, 'utf8');
  return [...text.matchAll(/<trans-unit id="([^"]+)">(.*?)<\/trans-unit>/gs)].map(([, id = '', body = '']) => ({
    id,
    source: /<source>(.*?)<\/source>/s.exec(body)?.[1] ?? '',
    target: /<target>(.*?)<\/target>/s.exec(body)?.[1],
  }));
}

const placeholders = (text: string): string[] => [...text.matchAll(/<x id="(\d+)"/g)].map(([, id = '']) => id).sort();

for (const language of ['de', 'fr']) {
  describe(`words in ${language}`, () => {
    it('are complete', () => {
      const missing = units(language).filter(({ target }) => target === undefined || target.trim() === '');
      assert.deepEqual(
        missing.map(({ source }) => source),
        [],
      );
    });

    it('have the places of the original', () => {
      for (const { source, target = '' } of units(language)) {
        assert.deepEqual(placeholders(target), placeholders(source), source);
      }
    });

    it('end as the original does, and shout as little', () => {
      for (const { source, target = '' } of units(language)) {
        assert.equal(target.trimEnd().endsWith('.'), source.trimEnd().endsWith('.'), source);
        assert.doesNotMatch(target, /!/);
      }
    });

    it('are built into the templates that are loaded', () => {
      const built = readFileSync(`src/element/locales/generated/${language}.ts`, 'utf8');
      const absent = units(language).filter(({ id }) => !built.includes(`'${id}'`));
      assert.deepEqual(
        absent.map(({ source }) => source),
        [],
      );
    });
  });
}
