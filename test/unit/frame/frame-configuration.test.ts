import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseFrameConfiguration } from '../../../src/frame/frame-configuration.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { fuzzRuns } from '../../support/hostile.ts';

const whole = {
  embeddedBy: ['https://wiki.example.org', 'http://wiki.example.localhost:8480'],
  homeserver: 'https://matrix.example.org',
  issuer: 'https://sso.example.org/realms/acme',
  clientId: 'wiki-room',
};
const parse = (change: object): unknown => parseFrameConfiguration(JSON.stringify({ ...whole, ...change }));

describe('frame.json', () => {
  it('says who may show the frame and whom it talks to', () => {
    assert.deepEqual(parse({}), whole);
    assert.deepEqual(parse({ issuer: undefined, clientId: undefined }), {
      ...whole,
      issuer: undefined,
      clientId: undefined,
    });
  });

  const wrong: readonly (readonly [string, RegExp, object])[] = [
    ['every origin', /entry 1/, { embeddedBy: ['*'] }],
    ['the opaque origin', /entry 1/, { embeddedBy: ['null'] }],
    ['an address instead of an origin', /entry 2/, { embeddedBy: ['https://a.org', 'https://wiki.example.org/'] }],
    ['an origin in capitals', /entry 1/, { embeddedBy: ['https://Wiki.example.org'] }],
    ['a pattern', /entry 1/, { embeddedBy: ['https://*.example.org'] }],
    ['one origin without a list', /no list/, { embeddedBy: 'https://wiki.example.org' }],
    ['no origins at all', /no list/, { embeddedBy: undefined }],
    ['no homeserver', /"homeserver"/, { homeserver: undefined }],
    ['an empty homeserver', /"homeserver"/, { homeserver: ' ' }],
    ['an issuer that is no address', /"issuer"/, { issuer: 'acme' }],
    ['a client that is no text', /"clientId"/, { clientId: 5 }],
    ['a misspelt entry', /unknown entry, "homeServer"/, { homeServer: 'x' }],
  ];
  for (const [name, message, change] of wrong) {
    it(`with ${name} starts nothing, and says why`, () => {
      assert.throws(() => parse(change), { code: 'wrong-settings', detail: 'frame.json', message });
    });
  }

  it('ends in its one error whatever stands in it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((v) => JSON.stringify({ ...whole, embeddedBy: v })),
        ),
        (text) => {
          try {
            parseFrameConfiguration(text);
          } catch (error) {
            assert.ok(error instanceof WikiRoomError);
          }
        },
      ),
      { numRuns: fuzzRuns(1_000) },
    );
  });
});
