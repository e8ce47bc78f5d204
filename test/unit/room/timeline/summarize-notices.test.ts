import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { summarizeNotices } from '../../../../src/room/timeline/summarize-notices.ts';
import { notice, people, times } from '../../../support/rows.ts';

const { alice, bob, carol } = people;

function summary(rows: Parameters<typeof summarizeNotices>[0]): string[] {
  return summarizeNotices(rows).map(({ kind, people: who }) => `${kind}: ${who.map(({ name }) => name).join(', ')}`);
}

describe('summarizeNotices', () => {
  it('gathers people by what happened to them', () => {
    assert.deepEqual(
      summary([
        notice({ kind: 'joined', target: bob }),
        notice({ kind: 'left', target: alice }),
        notice({ kind: 'joined', target: carol }),
      ]),
      [`joined: ${bob.name}, ${carol.name}`, `left: ${alice.name}`],
    );
  });

  it('counts who came and went by how it ended', () => {
    assert.deepEqual(
      summary([
        notice({ kind: 'joined', target: bob }),
        notice({ kind: 'left', target: bob }),
        notice({ kind: 'joined', target: bob }),
      ]),
      [`joined: ${bob.name}`],
    );
  });

  it('names the actor where there is no target', () => {
    assert.deepEqual(summary([notice({ kind: 'topic', text: 'x' }, { sender: carol })]), [`settings: ${carol.name}`]);
  });

  it('counts no call among the settings of the room', () => {
    assert.deepEqual(
      summary([notice({ kind: 'called' }, { sender: bob }), notice({ kind: 'pins' }, { sender: carol })]),
      [`called: ${bob.name}`, `settings: ${carol.name}`],
    );
  });

  it('lets the making of a room stand for the settings it comes with', () => {
    const rows = [
      notice({ kind: 'created' }),
      notice({ kind: 'powers' }),
      notice({ kind: 'encrypted' }),
      notice({ kind: 'topic', text: 'x' }, { sender: carol }),
    ];
    const [settings] = summarizeNotices(rows);
    assert.deepEqual(settings?.rows, [rows[0], rows[3]]);
  });

  it('gathers very many in no time', () => {
    const rows = times(20_000, (i) => notice({ kind: 'joined', target: { id: `@${i}:example.org`, name: 'x' } }));
    const start = performance.now();
    assert.equal(summarizeNotices(rows)[0]?.people.length, 20_000);
    assert.ok(performance.now() - start < 500);
  });
});
