import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asFrameMessage, asGreeting, asShellMessage } from '../../../src/frame/frame-shape.ts';
import { greeting, look, settings, sight } from './samples.ts';

describe('a greeting', () => {
  it('is taken with what it says of the page, and nothing else of it', () => {
    const said = { ...greeting, homeserver: 'https://evil.example', settings: { ...settings, issuer: 'https://evil' } };
    assert.deepEqual(asGreeting(said), greeting);
  });

  it('of another version is told as such, whatever it says beside', () => {
    assert.equal(asGreeting({ kind: 'wiki-room-connect', version: 2, rooms: [] }), 'another-version');
    assert.equal(asGreeting({ kind: 'wiki-room-connect', version: 'x' }), undefined);
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['a text', 'wiki-room-connect'],
    ['another kind', { ...greeting, kind: 'connect' }],
    ['no settings', { ...greeting, settings: undefined }],
    ['a room that is no text', { ...greeting, settings: { ...settings, room: {} } }],
    ['a room of a megabyte', { ...greeting, settings: { ...settings, room: 'x'.repeat(1 << 20) } }],
    ['a language that is none', { ...greeting, settings: { ...settings, language: 'en"><b>' } }],
    ['a colour that is a style', { ...greeting, look: { ...look, surface: 'url(https://evil.example)' } }],
    ['a colour with more after it', { ...greeting, look: { ...look, text: 'rgb(1 2 3);x:y' } }],
    ['a font with a rule after it', { ...greeting, look: { ...look, fontFamily: 'a; background: red' } }],
    ['a font of size 0', { ...greeting, look: { ...look, fontSize: 0 } }],
    ['a font of no size', { ...greeting, look: { ...look, fontSize: Number.NaN } }],
    ['a sight without end', { ...greeting, sight: { ...sight, bottom: Number.POSITIVE_INFINITY } }],
  ];
  for (const [name, data] of wrong) {
    it(`is dropped: ${name}`, () => assert.equal(asGreeting(data), undefined));
  }
});

describe('what the page asks for', () => {
  it('is one of four calls', () => {
    for (const name of ['sign-in', 'sign-out', 'focus-composer']) {
      assert.deepEqual(asShellMessage({ kind: 'call', id: 1, call: { name, eventId: '$x' } }), {
        kind: 'call',
        id: 1,
        call: { name },
      });
    }
    const show = { kind: 'call', id: 2, call: { name: 'show-event', eventId: '$event:example.org' } };
    assert.deepEqual(asShellMessage(show), show);
  });

  it('is dropped where it is a command of the engine, or no event', () => {
    for (const name of [
      'make-recovery-key',
      'use-recovery-key',
      'recover',
      'leave',
      'export',
      '__proto__',
      'constructor',
    ]) {
      assert.equal(asShellMessage({ kind: 'call', id: 1, call: { name, room: '#a:b', secret: 'x' } }), undefined);
    }
    for (const eventId of ['event', '$', '$a b', `$${'x'.repeat(300)}`, 5]) {
      assert.equal(asShellMessage({ kind: 'call', id: 1, call: { name: 'show-event', eventId } }), undefined);
    }
  });
});

describe('what the frame tells', () => {
  it('carries no more than its shape', () => {
    const told = { kind: 'event', name: 'message-sent', eventId: '$secret', body: 'secret' };
    assert.deepEqual(asFrameMessage(told), { kind: 'event', name: 'message-sent' });
    const error = { kind: 'error', code: 'banned', message: 'secret', detail: 'secret' };
    assert.deepEqual(asFrameMessage(error), { kind: 'error', code: 'banned' });
    assert.deepEqual(asFrameMessage({ kind: 'states', states: ['ready', 'secret', {}] }), {
      kind: 'states',
      states: ['ready'],
    });
  });

  it('is dropped where it is no number, no code, no address of the web', () => {
    assert.equal(asFrameMessage({ kind: 'unread', messages: -1, mentions: 0 }), undefined);
    assert.equal(asFrameMessage({ kind: 'unread', messages: '3', mentions: 0 }), undefined);
    assert.equal(asFrameMessage({ kind: 'error', code: 'toString' }), undefined);
    for (const href of [
      'javascript:alert(1)',
      'data:text/html,x',
      ' https://x.org',
      5,
      `https://x/${'x'.repeat(9000)}`,
    ])
      assert.equal(asFrameMessage({ kind: 'link', id: 1, href }), undefined);
  });
});
