import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { errorCodes, WikiRoomError } from '../../../src/protocol/error.ts';
import { fuzzRuns } from '../../support/hostile.ts';

describe('WikiRoomError', () => {
  it('crosses a port whole', () => {
    const error = new WikiRoomError('rate-limited', 'slow down', { detail: 'M_LIMIT_EXCEEDED', retryAfterMs: 1200 });
    const back = WikiRoomError.fromData(structuredClone(error.toData()));
    assert.deepEqual(back.toData(), error.toData());
  });

  it('takes anything from a port as an error with a known code', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        const error = WikiRoomError.fromData(data);
        return errorCodes.includes(error.code) && error.message.length <= 500;
      }),
      { numRuns: fuzzRuns(100) },
    );
  });

  it('keeps its cause on this side of the port', () => {
    const data = new WikiRoomError('unknown', 'x', { cause: new Error('secret') }).toData();
    assert.equal(JSON.stringify(data).includes('secret'), false);
  });
});
