import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { RoomUpdate } from '../../../src/engine/sync/sync-update.ts';
import type { TimelineRow } from '../../../src/protocol/row.ts';
import { eventually } from '../../support/followed-engine.ts';
import { alice, setUp, update } from './entered-room.ts';
import { edit, event, member, reaction, redaction, roomId } from './events.ts';
import { idsOf, numbers, piece, settled, timelineOf } from './numbered-room.ts';

const anew = (from: number, to: number, fields: Partial<RoomUpdate> = {}): RoomUpdate =>
  piece(from, to, { initial: true, ...(from === 1 ? { prevBatch: undefined as never } : {}), ...fields });

describe('a room of a homeserver that was restored from a backup', () => {
  it('is as the homeserver tells it: what was said of its messages since is gone', async () => {
    const { timeline } = timelineOf();
    const row = (id: string): TimelineRow | undefined => timeline.topic.rows.find((one) => one.id === id);
    await timeline.receive(anew(1, 3));
    const since = [edit('$e', '$1', 'changed'), reaction('$r', '$2', '👍'), redaction('$d', '$3')];
    await timeline.receive(piece(0, 0, { timeline: since }));
    await settled();
    assert.equal(row('$3')?.kind, 'redacted');
    await timeline.receive(anew(1, 3));
    await settled();
    assert.deepEqual(
      timeline.topic.rows.map((one) => [one.kind, one.kind === 'message' && [one.edited, one.reactions.length]]),
      [1, 2, 3].map(() => ['message', [false, 0]]),
      'nothing that readers saw is missing, and no line says so',
    );
    timeline.stop();
  });

  it('shows what is there until it is told what is left, and then where something is lost', async () => {
    const { timeline } = timelineOf();
    const shown = (): string[] => idsOf(timeline.topic.rows);
    await timeline.receive(anew(101, 150));
    await timeline.loadOlder(50);
    assert.deepEqual(shown(), numbers(51, 150));
    timeline.doubt();
    await settled();
    assert.deepEqual(shown(), numbers(51, 150));
    const fresh = Array.from({ length: 30 }, (_, i) => event(`$fresh-${String(i)}`));
    await timeline.receive(anew(121, 120, { timeline: fresh, prevBatch: '121' }));
    await settled();
    assert.deepEqual(shown(), idsOf(fresh.map(({ event_id: id }) => ({ id }) as TimelineRow)));
    await timeline.loadOlder(50);
    const ids = shown();
    assert.equal(ids.indexOf('gap'), ids.indexOf('$120') + 1);
    assert.deepEqual(
      ids.filter((id) => id !== 'gap'),
      [...numbers(71, 120), ...fresh.map(({ event_id: id }) => id)],
    );
    timeline.stop();
  });

  it('has the state that it is told, and no other', async () => {
    const { model, stop } = setUp();
    const state = [member(alice, 'Alice'), event('$name', { type: 'm.room.name', state_key: '' })];
    const topic = event('$topic', { type: 'm.room.topic', state_key: '', content: { topic: 'Of after the backup' } });
    await model.apply(update([], { initial: true, state: [...state, topic] }));
    await model.apply(update([], { initial: true, state }));
    assert.deepEqual(model.state('m.room.topic'), topic.content, 'a homeserver that did not go back');
    model.doubt();
    model.told();
    await model.apply(update([], { initial: true, state }));
    assert.deepEqual([model.state('m.room.topic'), model.membership?.kind], [undefined, 'join']);
    stop();
  });

  it('that the reader was not in then is entered again', async () => {
    const { entry, model, requests, stop } = setUp(() => Response.json({ room_id: roomId }));
    await entry.open();
    const state = [member(alice, 'Alice')];
    await model.apply(update([event('$1')], { initial: true, state }));
    assert.equal(entry.access.kind, 'joined');
    model.told();
    assert.equal(entry.access.kind, 'joined');
    model.doubt();
    model.told();
    assert.deepEqual([entry.access.kind, model.membership], ['opening', undefined]);
    await entry.find();
    assert.ok(requests.some(({ method, path }) => method === 'POST' && path.includes('/join')));
    await model.apply(update([event('$2')], { initial: true, state }));
    await eventually('it is there', () => entry.access.kind === 'joined');
    stop();
  });
});
