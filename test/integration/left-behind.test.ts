import 'fake-indexeddb/auto';
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { TestEngineStore } from '../support/engine-store.ts';
import { eventually } from '../support/followed-engine.ts';
import { engineOn, liveEngine } from '../support/scripted-engine.ts';
import { roomId } from '../support/scripted-homeserver.ts';

describe('what a page left behind', () => {
  it('between writing to the store and saying so is sent by the engine that is told of its end', async () => {
    using running = await liveEngine();
    const { engine, store, texts } = running;
    engine.outbox(roomId);
    store.write(roomId, { text: 'Written and not told' });
    engine.service.pageGone();
    await eventually('the message', () => texts().includes('Written and not told'));
    engine.service.pageGone();
    await eventually('the record is gone', () => store.records.length === 0);
    assert.equal(texts().length, 1);
  });

  it('before anybody had signed in is nothing', async () => {
    using running = await engineOn();
    running.engine.service.pageGone();
    assert.equal(running.server.requests.length, 0);
  });
});

describe('an engine without a session', () => {
  it('says that it may have been forgotten where nothing is stored or left, and only there', async () => {
    using forgetful = await engineOn(undefined, new TestEngineStore({ persistent: false }));
    using emptied = await engineOn(undefined, new TestEngineStore({ isNew: true }));
    using lasting = await engineOn();
    for (const [{ session }, detail] of [
      [forgetful.engine, 'forgotten'],
      [emptied.engine, 'removed'],
    ] as const) {
      assert.ok(session?.state === 'signed-out');
      assert.equal(session.error?.detail, detail);
    }
    assert.deepEqual(lasting.engine.session, { state: 'signed-out' });
  });
});

describe('an engine that no page uses any more', () => {
  it('is needed while a message waits', async () => {
    using running = await liveEngine();
    const { engine, store } = running;
    const isNeeded = async (): Promise<boolean> => (await engine.call('is-needed', {})).needed;
    assert.equal(await isNeeded(), false);
    store.write(roomId, { text: 'Waits for a page that is gone' });
    assert.equal(await isNeeded(), true);
    engine.service.pageGone();
    await eventually('the message was sent', async () => !(await isNeeded()));
    const { txnId } = store.write(roomId, { text: 'Refused for good' });
    await store.setOutboxState(txnId, { kind: 'failed', error: { code: 'not-allowed', message: '' } });
    assert.equal(await isNeeded(), false);
  });

  it('is needed where it alone remembers the session, until the reader signs out', async () => {
    using running = await engineOn(undefined, new TestEngineStore({ persistent: false }));
    const { engine, signIn } = running;
    const isNeeded = async (): Promise<boolean> => (await engine.call('is-needed', {})).needed;
    assert.equal(await isNeeded(), false);
    await signIn();
    assert.equal(await isNeeded(), true);
    await engine.call('sign-out', {});
    assert.equal(await isNeeded(), false);
  });
});
