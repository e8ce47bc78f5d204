import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PagePort } from '../../../src/link/page-port.ts';
import { ownVersions } from '../../../src/link/versions.ts';
import type { PageMessage } from '../../../src/protocol/wire.ts';

/** A page that follows the session, and what it asks. */
function connected() {
  const posted: PageMessage[] = [];
  const sessions: unknown[] = [];
  const mismatches: string[] = [];
  const port = new PagePort({
    versions: ownVersions,
    post: (message) => posted.push(message),
    mismatch: (engine) => mismatches.push(engine) > 0,
  });
  port.subscribe('session', '', (session) => sessions.push(session));
  port.connect('page');
  /** As an engine says that it serves: to all, or in answer to this page. */
  const greets = (engine: string, to?: 'page', versions = ownVersions): boolean =>
    port.receive({ kind: 'engine', engine, ...versions, ...(to === undefined ? {} : { to }) });
  const tells = (engine: string): boolean =>
    port.receive({ kind: 'update', engine, to: 'page', id: 1, value: { state: 'signed-out' } });
  return { port, posted, sessions, mismatches, greets, tells };
}

describe('the engine that a page follows', () => {
  it('is the one that answers, and then the next that announces itself', () => {
    const { greets, tells } = connected();
    greets('first', 'page');
    assert.equal(tells('first'), true);
    greets('second');
    assert.deepEqual([tells('first'), tells('second')], [false, true]);
  });

  it('is not one that was replaced while it was frozen, and answers now what it was asked then', () => {
    const { port, greets, tells, mismatches } = connected();
    greets('first', 'page');
    port.hello();
    greets('second');
    assert.equal(greets('first', 'page'), false, 'no sign of life of the second');
    assert.deepEqual([tells('first'), tells('second')], [false, true]);
    greets('first', 'page', { ...ownVersions, version: 0 });
    assert.deepEqual(mismatches, []);
  });

  it('is another one where the one before gives no sign of life, and its announcement was missed', () => {
    const { port, greets, tells } = connected();
    greets('first', 'page');
    port.hello();
    greets('second', 'page');
    assert.equal(tells('second'), true);
  });
});

describe('what a page has asked and no engine has answered', () => {
  const asked = (posted: readonly PageMessage[]): unknown[] =>
    posted.flatMap((message) => (message.kind === 'call' ? [message.name] : []));

  it('is asked again of the next, but for what may have stopped the one before', async () => {
    const { port, posted, greets } = connected();
    const pasted = port.call('markdown-of', { html: '<b>x</b>' });
    const refused = assert.rejects(pasted, { code: 'engine-lost' });
    void port.call('upload-limit', {});
    assert.deepEqual(asked(posted), []);
    greets('first', 'page');
    assert.deepEqual(asked(posted), ['markdown-of', 'upload-limit'], 'the first engine is asked for all of it');
    posted.length = 0;
    greets('second');
    await refused;
    assert.deepEqual(asked(posted), ['upload-limit']);
    void port.call('markdown-of', { html: '<b>y</b>' }).catch(() => undefined);
    assert.deepEqual(asked(posted), ['upload-limit', 'markdown-of'], 'what is new is asked');
  });
});
