import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { WikiRoomError } from '../../../../src/protocol/error.ts';
import { largestFile } from '../../../../src/protocol/media.ts';
import type { OutboxState, OutgoingFile } from '../../../../src/protocol/outbox.ts';
import type { TestEngineStore } from '../../../support/engine-store.ts';
import type { FakeRequest } from '../fake-homeserver.ts';
import { refusal } from '../fake-homeserver.ts';
import { fakeRoom, roomId, setUp, until } from './outbox-world.ts';

const pdf: OutgoingFile = { kind: 'file', name: '../a\u202Efdp.pdf', mime: 'application/pdf', size: 5 };
const isUpload = ({ path }: FakeRequest): boolean => path.endsWith('/upload');

function answer(request: FakeRequest): Response {
  return isUpload(request)
    ? Response.json({ content_uri: 'mxc://example.org/abc' })
    : Response.json({ event_id: '$it' });
}

function stateOf(store: TestEngineStore, index = 0): OutboxState | undefined {
  return store.records[index]?.state;
}

function write(store: TestEngineStore, text = '', file = pdf): string {
  return store.write(roomId, { text, file }, Date.now(), new Blob(['bytes'])).txnId;
}

describe('a file in the outbox', () => {
  it('is uploaded before its event, which names it and carries the text as its caption', async () => {
    const { sender, store, requests } = setUp(answer);
    write(store, 'The **plan**');
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.deepEqual(
      requests.map(({ method }) => method),
      ['POST', 'PUT'],
    );
    assert.equal(requests[0]?.query.get('filename'), 'afdp.pdf');
    const { 'io.wiki-room.txn': _txn, ...content } = requests[1]!.body;
    assert.deepEqual(content, {
      msgtype: 'm.file',
      body: 'The **plan**',
      filename: 'afdp.pdf',
      format: 'org.matrix.custom.html',
      formatted_body: 'The <strong>plan</strong>',
      'm.mentions': {},
      info: { mimetype: 'application/pdf', size: 5 },
      url: 'mxc://example.org/abc',
    });
  });

  it('has its name as body where there is no text', async () => {
    const { sender, store, requests } = setUp(answer);
    write(store);
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.equal(requests[1]?.body['body'], 'afdp.pdf');
  });

  it('is encrypted in an encrypted room: the homeserver learns neither bytes nor name nor type', async () => {
    const room = fakeRoom();
    room.encrypted = true;
    let content: Record<string, unknown> = {};
    Object.assign(room.encryption, {
      encrypt: async (event: { getContent(): Record<string, unknown>; makeEncrypted: (...a: unknown[]) => void }) => {
        content = event.getContent();
        event.makeEncrypted('m.room.encrypted', { ciphertext: 'x' }, '', '');
      },
    });
    const { sender, store, requests } = setUp(answer, { room });
    write(store);
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.equal(requests[0]?.query.get('filename'), null);
    assert.equal(content['url'], undefined);
    const file = content['file'] as { url: string; v: string };
    assert.deepEqual([file.url, file.v], ['mxc://example.org/abc', 'v2']);
  });

  it('is not uploaded where it could not be noted that it was', async () => {
    const { sender, store, requests, waker } = setUp(answer);
    const note = store.setOutboxMarks.bind(store);
    let attempts = 0;
    store.setOutboxMarks = () => {
      attempts++;
      return Promise.reject(new WikiRoomError('storage-full'));
    };
    write(store);
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => attempts > 3);
    assert.equal(requests.length, 0);
    store.setOutboxMarks = note;
    await until(() => stateOf(store)?.kind === 'sent').finally(() => clearInterval(waking));
    assert.equal(requests.filter(isUpload).length, 1);
  });

  it('is uploaded once, whatever happens between upload and event, a restart among it', async () => {
    let refuses = true;
    const { sender, store, requests, closing } = setUp((request) => {
      if (!isUpload(request) && refuses) throw new TypeError('fetch failed');
      return answer(request);
    });
    write(store);
    await sender.resume();
    await until(() => store.records[0]?.marks?.uploaded !== undefined && requests.length > 1);
    closing.abort();
    refuses = false;
    const restarted = setUp(answer, { store });
    await restarted.sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.equal([...requests, ...restarted.requests].filter(isUpload).length, 1);
  });

  it('is uploaded again, encrypted, where the room has been encrypted since', async () => {
    const { sender, store, requests, room } = setUp(answer);
    const txnId = write(store);
    await store.setOutboxMarks(txnId, { uploaded: { msgtype: 'm.file', url: 'mxc://example.org/clear' } });
    room.encrypted = true;
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.equal(requests.filter(isUpload).length, 1);
  });

  it('keeps the order of the room, and lets those behind go on where it is refused', async () => {
    const { sender, store, requests } = setUp((request) =>
      isUpload(request) ? refusal(413, 'M_TOO_LARGE') : answer(request),
    );
    write(store);
    store.write(roomId, { text: 'after it' }, Date.now() + 1);
    await sender.resume();
    await until(() => stateOf(store, 1)?.kind === 'sent');
    const state = stateOf(store);
    assert.equal(state?.kind === 'failed' && state.error.code, 'too-large');
    assert.deepEqual(
      requests.map((request) => isUpload(request)),
      [true, false],
    );
  });

  it('waits through a rate limit and a lost connection', async () => {
    const troubles = [
      () => refusal(429, 'M_LIMIT_EXCEEDED', { retry_after_ms: 1 }),
      () => {
        throw new TypeError('fetch failed');
      },
    ];
    const { sender, store, waker } = setUp((request, attempt) => troubles[attempt - 1]?.() ?? answer(request));
    write(store);
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => stateOf(store)?.kind === 'sent');
    clearInterval(waking);
  });

  it('is given up where it never gets through though the homeserver answers, and lets those behind go on', async () => {
    const { sender, store, requests, waker } = setUp((request) => {
      if (isUpload(request)) throw new TypeError('refused without CORS headers');
      return answer(request);
    });
    write(store);
    store.write(roomId, { text: 'after it' }, Date.now() + 1);
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => stateOf(store, 1)?.kind === 'sent').finally(() => clearInterval(waking));
    const state = stateOf(store);
    assert.equal(state?.kind === 'failed' && state.error.code, 'homeserver-unreachable');
    assert.equal(requests.filter(isUpload).length, 4);
  });

  it('waits for as long as nothing can be reached', async () => {
    let isLost = true;
    const { sender, store, requests, waker } = setUp((request) => {
      if (isLost) throw new TypeError('fetch failed');
      return answer(request);
    });
    write(store);
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => requests.filter(isUpload).length > 6);
    isLost = false;
    await until(() => stateOf(store)?.kind === 'sent').finally(() => clearInterval(waking));
  });

  it('is cancelled while it is on its way: nothing is sent, and the next one goes', async () => {
    const { sender, store, requests } = setUp((request) =>
      isUpload(request) ? new Promise<Response>(() => undefined) : answer(request),
    );
    const txnId = write(store);
    store.write(roomId, { text: 'next' }, Date.now() + 1);
    await sender.resume();
    await until(() => requests.length === 1);
    await store.removeFromOutbox(txnId);
    sender.changed(roomId);
    await until(() => stateOf(store)?.kind === 'sent');
    assert.equal(requests[0]?.signal?.aborted, true);
    assert.equal(requests[1]?.body['body'], 'next');
  });

  it('that is too large is not even read, and lets those behind go on', async () => {
    const { sender, store, requests } = setUp(answer);
    store.outboxFile = () => Promise.reject(new Error('read'));
    write(store, '', { ...pdf, size: largestFile + 1 });
    store.write(roomId, { text: 'after it' }, Date.now() + 1);
    await sender.resume();
    await until(() => stateOf(store, 1)?.kind === 'sent');
    const state = stateOf(store);
    assert.equal(state?.kind === 'failed' && state.error.code, 'too-large');
    assert.equal(requests.filter(isUpload).length, 0);
  });

  it('whose bytes are lost fails, and no event is sent without it', async () => {
    const { sender, store, requests } = setUp(answer);
    store.write(roomId, { text: '', file: pdf });
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'failed');
    assert.equal(requests.length, 0);
  });
});
