import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { Wire } from '../../../bench/wire.ts';

let wire = new Wire();

/** Events of one target; times in seconds, as DevTools tells them. */
function tell(method: string, params: object, sessionId = 'page'): void {
  wire.listener({ method: `Network.${method}`, params: { ...params }, sessionId });
}

function respond(requestId: string, url: string, at: number, headBytes = 100, sessionId = 'page'): void {
  tell('requestWillBeSent', { requestId, request: { url }, timestamp: at, wallTime: at + 1_000 }, sessionId);
  tell('responseReceived', { requestId, response: { encodedDataLength: headBytes }, timestamp: at }, sessionId);
}

beforeEach(() => {
  wire = new Wire();
});

test('a response that ends well counts as the browser says', () => {
  respond('1', 'http://wiki.localhost/a.js', 1);
  tell('dataReceived', { requestId: '1', encodedDataLength: 0, timestamp: 1 });
  tell('loadingFinished', { requestId: '1', encodedDataLength: 5_000, timestamp: 1 });
  assert.equal(wire.bytes(), 5_000);
});

test('a response that is cancelled after it was read counts by its parts', () => {
  respond('1', 'http://matrix.localhost/sync', 1);
  tell('dataReceived', { requestId: '1', encodedDataLength: 700, timestamp: 1 });
  tell('loadingFailed', { requestId: '1', canceled: true, timestamp: 1 });
  assert.equal(wire.bytes(), 800);
});

test('the same number in a page and in its worker are two requests', () => {
  respond('1', 'http://wiki.localhost/a.js', 1, 100);
  respond('1', 'http://wiki.localhost/b.js', 1, 200, 'worker');
  assert.deepEqual(wire.byAddress(), { '/b.js': 200, '/a.js': 100 });
});

test('what began later does not count', () => {
  respond('1', 'http://wiki.localhost/a.js', 1);
  respond('2', 'http://wiki.localhost/b.js', 2);
  assert.equal(wire.bytes(1_001_500), 100);
});

test('what the browser has itself does not count: its cache, its own pages, blobs', () => {
  tell('requestWillBeSent', {
    requestId: '1',
    request: { url: 'http://wiki.localhost/a.js' },
    timestamp: 1,
    wallTime: 1,
  });
  tell('responseReceived', { requestId: '1', response: { encodedDataLength: 9, fromDiskCache: true }, timestamp: 1 });
  respond('2', 'chrome://omnibox/lit.js', 1);
  respond('3', 'blob:http://wiki.localhost/1', 1);
  assert.equal(wire.bytes(), 0);
});

test('a reset forgets what was under way', () => {
  respond('1', 'http://wiki.localhost/a.js', 1);
  wire.reset();
  tell('loadingFinished', { requestId: '1', encodedDataLength: 5_000, timestamp: 2 });
  assert.equal(wire.bytes(), 0);
});
