import assert from 'node:assert/strict';
import { it } from 'node:test';
import { waitingOf } from '../../chaos/backlog.ts';

it('counts what a device has written and the homeserver has not accepted, however often it was sent', () => {
  const written = ['a', 'a', 'a', 'b'].map((device, index) => {
    return { token: `m${index}x`, userId: '', window: `${device}1.1`, device };
  });
  const put = (agent: string, txnId: string, status: number) => {
    const path = `/_matrix/client/v3/rooms/!r/send/m.room.encrypted/${txnId}`;
    return { method: 'PUT', path, agent, at: 0, status, fault: undefined };
  };
  const log = [
    put('chaos-a', '1', 502),
    put('chaos-a', '1', 200),
    put('chaos-a', '1', 200),
    put('chaos-b', '2', 200),
    { ...put('chaos-a', '', 200), path: '/_matrix/client/v3/sync' },
  ];
  assert.equal(waitingOf({ device: 'a', agent: 'chaos-a' }, written, log), 2);
  assert.equal(waitingOf({ device: 'b', agent: 'chaos-b' }, written, log), 0);
});
