import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logOuts } from '../../../src/store/log-outs.ts';
import { asPreferences } from '../../../src/store/stored-shape.ts';
import { fakeLocalStorage } from '../../support/fake-local-storage.ts';

const session = { issuer: 'https://sso.example.org/realms/acme', sid: 'PyfsM2tkbt46uq0YYFYPUkTs', at: 0 };
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
    assert.deepEqual([...entries], [[place, '0']]);
    assert.deepEqual([logOuts.any(), logOuts.includes(session)], [false, false]);
    entries.set(`${place} ${session.sid}`, '1');
    assert.deepEqual([logOuts.any(), logOuts.includes(session)], [true, true]);
    assert.equal(logOuts.includes({ ...session, sid: 'another' }), false);
    assert.equal(logOuts.includes({ ...session, issuer: `${session.issuer}2` }), false);
  });

  it('are not of a session that the provider named since', () => {
    const entries = new Map([
      [place, '4'],
      [`${place} ${session.sid}`, '3'],
    ]);
    fakeLocalStorage(entries);
    logOuts.expectFrom(session.issuer);
    assert.equal(logOuts.count(session.issuer), 4, 'the number is kept');
    assert.deepEqual(
      [2, 3, 4].map((at) => logOuts.includes({ ...session, at })),
      [true, false, false],
    );
    entries.set(place, 'damaged');
    assert.equal(logOuts.count(session.issuer), 0);
  });

  it('are none where the storage is denied', () => {
    fakeLocalStorage(undefined);
    events();
    logOuts.expectFrom(session.issuer);
    assert.deepEqual([logOuts.any(), logOuts.includes(session), logOuts.count(session.issuer)], [false, false, 0]);
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
    // The same session once more, as providers have done.
    entries.set(`${place} second`, '3');
    page.dispatchEvent(new Event('storage'));
    assert.deepEqual(heard, [false, true, false]);
    stop();
    entries.set(`${place} third`, '4');
    page.dispatchEvent(new Event('storage'));
    assert.equal(heard.length, 3);
  });

  it('are looked for where a page is seen again, which may have been stopped', () => {
    const entries = new Map([[place, '']]);
    fakeLocalStorage(entries);
    events();
    const seen = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
    Object.assign(globalThis, { document: seen });
    const heard: boolean[] = [];
    const stop = logOuts.follow((asleep) => heard.push(asleep));
    entries.set(`${place} first`, '1');
    seen.dispatchEvent(new Event('visibilitychange'));
    assert.deepEqual(heard, []);
    seen.visibilityState = 'visible';
    seen.dispatchEvent(new Event('visibilitychange'));
    assert.deepEqual(heard, [true]);
    stop();
    Object.assign(globalThis, { document: undefined });
  });
});

describe('the session that is kept with the account', () => {
  it('is whole, or the preferences are as good as none', () => {
    const preferences = { privateReceipts: false, session };
    assert.equal(asPreferences(preferences), preferences);
    for (const damaged of [null, 'text', {}, { issuer: 1, sid: 'x', at: 0 }, { issuer: 'x', sid: 'x' }]) {
      assert.equal(asPreferences({ privateReceipts: false, session: damaged }), undefined);
    }
  });
});
