import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { haltWords } from '../../../src/element/message/failure-words.ts';
import { errorOfAnswer } from '../../../src/engine/sdk-error.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';

function words(error: WikiRoomError | undefined, file = false): string | undefined {
  return haltWords({
    txnId: 't',
    state: 'failed',
    stuck: false,
    edit: false,
    ...(file ? { file: { captioned: false } } : {}),
    ...(error === undefined ? {} : { error: error.toData() }),
  });
}

const refusedAs = (code: string): string => `Not sent: the chat server refused it (${code}).`;
const room = 'Not sent: the chat server has no more room for your files.';
const limit = 'Not sent: the chat server has reached one of its limits.';
const wrong = 'Not sent. Something went wrong.';

/** What is said of a text that the homeserver refuses, and of a file where that is something else. */
const refusals: readonly (readonly [number, unknown, string, string?])[] = [
  [403, 'M_FORBIDDEN', 'Not sent: you may not write in this room.'],
  [403, 'M_GUEST_ACCESS_FORBIDDEN', 'Not sent: you may not write in this room.'],
  [403, 'M_CONSENT_NOT_GIVEN', 'Not sent: the chat server wants its terms accepted first.'],
  [403, 'M_USER_SUSPENDED', 'Not sent: your account is suspended.'],
  [401, 'M_USER_LOCKED', 'Not sent: your account is locked.'],
  [413, 'M_TOO_LARGE', 'Not sent: it is too long.', 'Not sent: the file is too large for the chat server.'],
  [403, 'M_RESOURCE_LIMIT_EXCEEDED', limit],
  [403, 'M_USER_LIMIT_EXCEEDED', refusedAs('M_USER_LIMIT_EXCEEDED'), room],
  [400, 'M_UNKNOWN', refusedAs('M_UNKNOWN')],
  [400, 'M_INVALID_PARAM', refusedAs('M_INVALID_PARAM')],
  [400, 'M_BAD_JSON', refusedAs('M_BAD_JSON')],
  [404, 'M_NOT_FOUND', refusedAs('M_NOT_FOUND')],
  [403, 'ORG.MATRIX.MSC3848.NOT_JOINED', refusedAs('ORG.MATRIX.MSC3848.NOT_JOINED')],
  [403, undefined, refusedAs('HTTP 403')],
  // What a homeserver may write there is not all fit to be shown.
  [400, 'Call 0800 555 at once', wrong],
  [400, 'M_\u202eETUAC', wrong],
  [400, `M_${'A'.repeat(200)}`, wrong],
];

describe('a message that was not sent says why', () => {
  for (const [status, errcode, text, file = text] of refusals) {
    it(`where the homeserver answers ${status} ${JSON.stringify({ errcode }).slice(0, 60)}`, () => {
      const error = errorOfAnswer(status, { errcode, error: 'what it wrote' });
      assert.equal(words(error), text);
      assert.equal(words(error, true), file);
    });
  }

  it('where something of our own stands in the way', () => {
    const detail = 'connect-src https://matrix.example.org';
    const table = [
      [new WikiRoomError('blocked-by-policy', undefined, { detail }), "This page's security policy stops the chat."],
      [new WikiRoomError('storage-unavailable'), 'This browser stores nothing for this page.'],
      [new WikiRoomError('unknown', 'TypeError'), 'Something went wrong.'],
    ] as const;
    for (const [error, title] of table) assert.equal(words(error), `Not sent. ${title}`);
  });

  it('and no more than that where nobody knows', () => assert.equal(words(undefined), 'Not sent.'));
});
