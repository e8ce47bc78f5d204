import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { isLost } from '../../../../src/engine/crypto/lost-device.ts';
import { WikiRoomError } from '../../../../src/protocol/error.ts';
import { roomId, sent, setUp, until } from './outbox-world.ts';

describe('what waits for an encrypted room', () => {
  it('never sends in clear what this device remembers as encrypted', async () => {
    const { sender, store, requests } = setUp(sent, { remembers: true });
    store.write(roomId, { text: 'secret' });
    await sender.resume();
    await until(() => store.records[0]?.state.kind === 'sent');
    assert.ok(requests[0]?.path.includes('/send/m.room.encrypted/'));
    assert.ok(!JSON.stringify(requests[0]?.body).includes('secret'));
  });

  it('sends nothing in clear where it was told of encryption as it was about to', async () => {
    const { sender, store, room, requests, waker } = setUp(sent);
    const { setOutboxMarks } = store;
    store.setOutboxMarks = async (...args) => {
      room.encrypted = true;
      return setOutboxMarks.apply(store, args);
    };
    store.write(roomId, { text: 'secret' });
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records[0]?.state.kind === 'sent').finally(() => clearInterval(waking));
    assert.ok(requests.every(({ path }) => path.includes('/send/m.room.encrypted/')));
  });

  it('fails rather than sends where it cannot be encrypted, after some attempts', async () => {
    const { sender, store, room, requests, waker } = setUp(sent);
    room.encrypted = true;
    const encrypt = mock.fn(() => Promise.reject(new WikiRoomError('crypto-failed')));
    Object.assign(room.encryption, { encrypt });
    store.write(roomId, { text: 'secret' });
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records[0]?.state.kind === 'failed').finally(() => clearInterval(waking));
    assert.equal(encrypt.mock.callCount(), 3);
    assert.equal(requests.length, 0);
  });

  it('stays where the device is about to be replaced: the next one sends it', async () => {
    const { sender, store, room, requests, waker } = setUp(sent);
    room.encrypted = true;
    const ready = mock.fn(() => Promise.reject(isLost()));
    Object.assign(room.encryption, { ready });
    store.write(roomId, { text: 'secret' });
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => ready.mock.callCount() > 5).finally(() => clearInterval(waking));
    assert.deepEqual([store.records[0]?.state.kind, requests.length], ['waiting', 0]);
    sender.pause();
  });

  it('is sent where the keys could not be written for a moment', async () => {
    const { sender, store, room, requests, waker } = setUp(sent);
    room.encrypted = true;
    const encrypt = room.encryption.encrypt.bind(room.encryption);
    const failing = mock.fn(encrypt);
    failing.mock.mockImplementationOnce(() => Promise.reject(new WikiRoomError('crypto-failed')));
    Object.assign(room.encryption, { encrypt: failing });
    store.write(roomId, { text: 'secret' });
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records[0]?.state.kind === 'sent').finally(() => clearInterval(waking));
    assert.equal(requests.length, 1);
  });
});
