import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import type { EngineStore } from '../../../src/protocol/engine-store.ts';
import type { RoomStore } from '../../../src/protocol/room-store.ts';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore } from '../../../src/store/page-store.ts';
import { asPreferences } from '../../../src/store/stored-shape.ts';
import { eventually } from '../../support/followed-engine.ts';
import { turns } from '../engine/fake-homeserver.ts';
import { dumpedRoomId, dumpedSession } from './dumped-account.ts';

const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator')!;

describe('that the browser keeps what is stored', () => {
  let engine: EngineStore;
  /** Whether it does already, how often that was looked up, and how often it was asked to. */
  const browser = { persisted: false, looks: 0, asked: 0 };

  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    Object.assign(browser, { persisted: false, looks: 0, asked: 0 });
    const storage = {
      persisted: async () => {
        browser.looks++;
        return browser.persisted;
      },
      persist: async () => ++browser.asked > 0,
    };
    Object.defineProperty(globalThis, 'navigator', { value: { storage }, configurable: true });
    engine = await openEngineStore(dumpedSession.homeserver);
    await engine.saveSession(dumpedSession);
  });

  afterEach(() => Object.defineProperty(globalThis, 'navigator', before));

  async function visit(): Promise<RoomStore> {
    const store = openPageStore(dumpedSession.homeserver, () => Promise.resolve());
    return store.room((await store.account())!);
  }

  /** The first message of a visit, and all that comes of it. */
  async function write(): Promise<RoomStore> {
    const page = await visit();
    const { looks } = browser;
    await page.addToOutbox(dumpedRoomId, { text: 'One' });
    await eventually('it was looked up', () => browser.looks > looks);
    // What it reads and writes in the store comes before this.
    for (let i = 0; i < 5; i++) await page.preferences();
    await turns();
    return page;
  }

  it('is asked for once in some weeks, and what the reader prefers stays', async () => {
    await (await visit()).savePreferences({ privateReceipts: true });
    await (await write()).addToOutbox(dumpedRoomId, { text: 'Two' });
    await eventually('it was asked', () => browser.asked > 0);
    const page = await write();
    assert.deepEqual([browser.asked, browser.looks], [1, 2]);
    const { askedToKeepAt = 0, ...preferred } = await page.preferences();
    assert.deepEqual(preferred, { privateReceipts: true });
    assert.ok(Math.abs(Date.now() - askedToKeepAt) < 60_000);
  });

  it('is asked for again after some weeks where it was refused, in the same page and in another', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const days = (count: number): void => t.mock.timers.tick(count * 24 * 60 * 60_000);
    const page = await write();
    await eventually('it was asked', () => browser.asked === 1);
    days(10);
    await page.addToOutbox(dumpedRoomId, { text: 'Too early' });
    await write();
    assert.equal(browser.asked, 1);
    days(20);
    await page.addToOutbox(dumpedRoomId, { text: 'In the same page' });
    await eventually('it was asked again', () => browser.asked === 2);
    days(30);
    await write();
    await eventually('it was asked again in another', () => browser.asked === 3);
  });

  it('is asked for also as there is more to lose, however short ago it was refused', async () => {
    const page = await write();
    await eventually('it was asked', () => browser.asked === 1);
    await page.askToKeep();
    assert.equal(browser.asked, 2);
    browser.persisted = true;
    await page.askToKeep();
    assert.equal(browser.asked, 2);
  });

  it('is not asked for before the first message', async () => {
    const page = await visit();
    await page.outbox(dumpedRoomId);
    await turns();
    assert.deepEqual([browser.looks, browser.asked], [0, 0]);
  });

  it('is forgotten with the session', async () => {
    await write();
    await eventually('it was asked', () => browser.asked === 1);
    await engine.wipeAccount();
    await engine.saveSession(dumpedSession);
    await write();
    await eventually('it was asked again', () => browser.asked === 2);
  });

  it('is not asked for where it does so already', async () => {
    browser.persisted = true;
    await write();
    assert.equal(browser.asked, 0);
  });

  it('is noted as a whole, or the preferences are as good as none', () => {
    assert.equal(asPreferences({ privateReceipts: true, askedToKeepAt: 'yes' }), undefined);
  });
});
