import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRoomAddress } from '../../../src/protocol/room-address.ts';
import { linkToEvent, linkToRoom } from '../../../src/room/matrix-to.ts';

const userId = '@alice:hs.example:8448';

describe('a link that is given away', () => {
  it('names an alias alone', () => {
    assert.equal(linkToRoom('#alpha:x.example', userId), 'https://matrix.to/#/%23alpha%3Ax.example');
    assert.equal(linkToEvent('#alpha:x.example', '$e', userId), 'https://matrix.to/#/%23alpha%3Ax.example/%24e');
  });
  it('names a server where the room is an id, and can be read again', () => {
    assert.equal(linkToRoom('!a', userId), 'https://matrix.to/#/!a?via=hs.example%3A8448');
    assert.deepEqual(parseRoomAddress(linkToRoom('!a', userId)), { room: '!a', via: ['hs.example:8448'] });
    assert.deepEqual(parseRoomAddress(linkToEvent('!a/b', '$c', userId)), {
      room: '!a/b',
      via: ['hs.example:8448'],
      eventId: '$c',
    });
  });
});
