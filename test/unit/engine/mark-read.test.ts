import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { MatrixApi, MatrixRequest } from '../../../src/engine/http/matrix-api.ts';
import { ReadMarks } from '../../../src/engine/rooms/read-marks.ts';
import { RoomActions } from '../../../src/engine/rooms/room-actions.ts';
import type { RoomEntry } from '../../../src/engine/rooms/room-entry.ts';

const alice = '@alice:example.org';

function setUp() {
  const bodies: unknown[] = [];
  const marks = new ReadMarks(alice);
  const api = {
    patiently: ({ body }: MatrixRequest) => Promise.resolve(void bodies.push(body)),
  } as unknown as MatrixApi;
  const model = {
    roomId: '!room',
    marks,
    timeline: { refresh: () => undefined, newestFirst: () => ['$5', '$4', '$3', '$2', '$1'] },
  };
  const actions = new RoomActions(api, alice, () => ({ model }) as unknown as RoomEntry, new AbortController().signal);
  return { actions, marks, bodies };
}

const room = '#room:example.org';

it('tells what was seen, and what was fully read where that is news', async () => {
  const { actions, marks, bodies } = setUp();
  marks.receiveFullyRead({ event_id: '$1' });
  await actions.markRead({ room, eventId: '$3', fullyRead: '$1', private: false });
  await actions.markRead({ room, eventId: '$3', fullyRead: '$1', private: false });
  await actions.markRead({ room, eventId: '$3', fullyRead: '$3', private: true });
  await actions.markRead({ room, eventId: '$4', private: true });
  assert.deepEqual(bodies, [
    { 'm.read': '$3' },
    { 'm.fully_read': '$3', 'm.read.private': '$3' },
    { 'm.read.private': '$4' },
  ]);
  assert.equal(marks.isFullyRead('$3', []), true);
});

it('tells nothing that lies behind what another device has told', async () => {
  const { actions, marks, bodies } = setUp();
  marks.receiveFullyRead({ event_id: '$4' });
  await actions.markRead({ room, eventId: '$5', fullyRead: '$2', private: false });
  assert.deepEqual(bodies, [{ 'm.read': '$5' }]);
});
