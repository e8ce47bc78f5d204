import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wikiRoom } from '../../../bench/contenders/wiki-room.ts';
import type { Facts } from '../../../bench/facts.ts';
import { type Place, watchNewestRow } from '../../../bench/measure/place.ts';

const newest = { eventId: '$newest', text: 'The newest' };
const room = { roomId: '!room', newest };
const facts = { news: room, alpha: room, busy: room } as unknown as Facts;

test('another row stands for the newest message only where that cannot be read yet', () => {
  const place = { facts } as unknown as Place;
  assert.equal(watchNewestRow(place, wikiRoom, 'alpha').placeholder, wikiRoom.placeholder);
  const { placeholder, text, attribute } = watchNewestRow(place, wikiRoom, 'news');
  assert.equal(placeholder, undefined);
  assert.deepEqual([text, attribute], [newest.text, [wikiRoom.idAttribute, newest.eventId]]);
});
