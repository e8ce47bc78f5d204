import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeferredLink } from '../../../src/link/deferred-link.ts';
import type { EngineLink } from '../../../src/protocol/engine-link.ts';
import type { SessionSnapshot } from '../../../src/protocol/session.ts';
import { ScriptedLink } from '../../support/scripted-link.ts';

const signedOut: SessionSnapshot = { state: 'signed-out' };
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function deferred() {
  const loads: PromiseWithResolvers<EngineLink>[] = [];
  const events = new EventTarget();
  const link = new DeferredLink(() => {
    const load = Promise.withResolvers<EngineLink>();
    loads.push(load);
    return load.promise;
  }, events);
  const sessions: SessionSnapshot[] = [];
  const follow = (): (() => void) => link.subscribe('session', '', (session) => sessions.push(session));
  return { link, loads, sessions, follow, events };
}

describe('a link that is loaded when it is needed', () => {
  it('is loaded once, for a command or for what is followed', async () => {
    const { link, loads, sessions, follow } = deferred();
    follow();
    const size = link.call('measure', { room: '#a:b', text: 'x' });
    assert.equal(loads.length, 1);
    const real = new ScriptedLink({ measure: async () => ({ bytes: 1, limit: 2 }) });
    loads[0]?.resolve(real);
    assert.deepEqual(await size, { bytes: 1, limit: 2 });
    real.publish('session', '', signedOut);
    assert.deepEqual(sessions, [signedOut]);
    follow();
    assert.deepEqual([loads.length, sessions.length], [1, 2]);
  });

  it('waits for the last moment that somebody named, unless something is asked, and names it to the link', async () => {
    const { link, loads, follow } = deferred();
    const [first, last] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    link.startAfter(first.promise);
    link.startAfter(last.promise);
    follow();
    first.resolve();
    await settled();
    assert.equal(loads.length, 0);
    last.reject(new Error('not painted'));
    await settled();
    assert.equal(loads.length, 1);

    const asked = deferred();
    asked.link.startAfter(new Promise(() => undefined));
    asked.follow();
    void asked.link.call('retry-connection', {});
    assert.equal(asked.loads.length, 1);
    const named: unknown[] = [];
    const real = new ScriptedLink();
    asked.loads[0]?.resolve(Object.assign(real, { startAfter: (moment: unknown) => named.push(moment) }));
    await settled();
    assert.equal(named.length, 1);
  });

  it('is not loaded for a moment that nobody follows anything after', async () => {
    const { link, loads } = deferred();
    link.startAfter(Promise.resolve());
    await settled();
    assert.equal(loads.length, 0);
  });

  it('tells nothing to whoever has stopped following, before it was there or with the first value', async () => {
    const { link, loads, sessions, follow } = deferred();
    follow()();
    let told = 0;
    const stop = link.subscribe('session', '', () => {
      told++;
      stop();
    });
    void link.call('retry-connection', {});
    const real = new ScriptedLink();
    real.publish('session', '', signedOut);
    loads[0]?.resolve(real);
    await settled();
    real.publish('session', '', signedOut);
    assert.deepEqual([sessions, told], [[], 1]);
  });

  it('says that it cannot be loaded, and is tried again when it is asked again, and by itself', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { link, loads, sessions, follow } = deferred();
    follow();
    const asked = assert.rejects(link.call('retry-connection', {}), { code: 'script-unreachable' });
    loads[0]?.reject(new TypeError('Failed to fetch dynamically imported module'));
    await asked;
    assert.deepEqual(
      sessions.map((session) => session.state === 'failed' && session.error.code),
      ['script-unreachable'],
    );
    const again = link.call('measure', { room: '#a:b', text: 'x' });
    assert.equal(loads.length, 2);
    const real = new ScriptedLink({ measure: async () => ({ bytes: 1, limit: 2 }) });
    loads[1]?.resolve(real);
    await again;
    real.publish('session', '', signedOut);
    assert.deepEqual(sessions.at(-1), signedOut);

    const other = deferred();
    other.follow();
    other.loads[0]?.reject(new TypeError('Failed to fetch dynamically imported module'));
    await settled();
    t.mock.timers.tick(30_000);
    assert.equal(other.loads.length, 2);
    other.loads[1]?.reject(new TypeError('Failed to fetch dynamically imported module'));
    await settled();
    other.events.dispatchEvent(new Event('online'));
    assert.equal(other.loads.length, 3);
  });
});
