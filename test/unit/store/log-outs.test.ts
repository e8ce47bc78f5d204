import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logOuts } from '../../../src/store/log-outs.ts';
import { asPreferences } from '../../../src/store/stored-shape.ts';
import { fakeLocalStorage } from '../../support/fake-local-storage.ts';

const session = { issuer: 'https://sso.example.org/realms/acme', sid: 'PyfsM2tkbt46uq0YYFYPUkTs' };
const place = `wiki-room:log-out:${session.issuer}`;

function events(): EventTarget {
  const page = new EventTarget();
  Object.assign(globalThis, {
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
  });
  return page;
}

describe('log-outs at the identity provider', () => {
  it('are those of a session that is noted under its provider', () => {
    const entries = new Map<string, string>();
    fakeLocalStorage(entries);
    logOuts.expectFrom(session.issuer);
    assert.deepEqual([...entries], [[place, '']]);
    assert.deepEqual([logOuts.any(), logOuts.includes(session)], [false, false]);
    entries.set(`${place} ${session.sid}`, '1');
    assert.deepEqual([logOuts.any(), logOuts.includes(session)], [true, true]);
    assert.equal(logOuts.includes({ ...session, sid: 'another' }), false);
    assert.equal(logOuts.includes({ ...session, issuer: `${session.issuer}2` }), false);
  });

  it('are none where the storage is denied', () => {
    fakeLocalStorage(undefined);
    events();
    logOuts.expectFrom(session.issuer);
    assert.deepEqual([logOuts.any(), logOuts.includes(session)], [false, false]);
    logOuts.follow(() => assert.fail())();
  });

  it('are heard of from other pages, and by a page that was kept meanwhile', () => {
    const entries = new Map([[place, '']]);
    fakeLocalStorage(entries);
    const page = events();
    const heard: boolean[] = [];
    const stop = logOuts.follow((asleep) => heard.push(asleep));
    const shown = (persisted: boolean): Event => Object.assign(new Event('pageshow'), { persisted });
    entries.set('another', 'entry');
    page.dispatchEvent(new Event('storage'));
    page.dispatchEvent(shown(true));
    assert.deepEqual(heard, []);
    entries.set(`${place} first`, '1');
    page.dispatchEvent(new Event('storage'));
    page.dispatchEvent(new Event('storage'));
    page.dispatchEvent(shown(true));
    assert.deepEqual(heard, [false]);
    entries.set(`${place} second`, '2');
    page.dispatchEvent(shown(false));
    page.dispatchEvent(shown(true));
    assert.deepEqual(heard, [false, true]);
    stop();
    entries.set(`${place} third`, '3');
    page.dispatchEvent(new Event('storage'));
    assert.equal(heard.length, 2);
  });
});

describe('the session that is kept with the account', () => {
  it('is whole, or the preferences are as good as none', () => {
    const preferences = { privateReceipts: false, session };
    assert.equal(asPreferences(preferences), preferences);
    for (const damaged of [null, 'text', {}, { issuer: 1, sid: 'x' }, { issuer: 'x' }]) {
      assert.equal(asPreferences({ privateReceipts: false, session: damaged }), undefined);
    }
  });
});
