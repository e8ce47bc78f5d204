import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { accessWords } from '../../../src/element/words/access-words.ts';
import { documentedRoom } from '../../support/documented-room.ts';

describe('the way to a room in docs/xwiki.md', () => {
  it('makes one, encrypted and for everybody, with the address that the settings have as their example', async () => {
    const { room_alias_name: alias, preset, initial_state: state } = await documentedRoom();
    const sheet = await readFile('xwiki-macro/src/main/resources/WikiRoom/Code/AdministrationSheet.xml', 'utf8');
    assert.ok(sheet.includes(`'name': 'defaultRoom', 'type': 'text', 'example': '#${alias}:example.org'`));
    assert.deepEqual([preset, ...state.map(({ type }) => type)], ['public_chat', 'm.room.encryption']);
  });

  it('says what to do where a reader is told that there is none, or that it is not for them', async () => {
    const rows = (await readFile('docs/xwiki.md', 'utf8')).split('\n').filter((line) => line.startsWith('| '));
    for (const code of ['room-not-found', 'not-invited'] as const) {
      const { title } = accessWords({ code, message: code });
      assert.ok(
        rows.some((row) => row.startsWith(`| "${title}"`)),
        title,
      );
    }
  });
});
