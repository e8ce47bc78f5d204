import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import type { StoredDraft } from '../../../src/protocol/draft.ts';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore } from '../../../src/store/page-store.ts';
import { eventually } from '../../support/followed-engine.ts';
import { homeserver, session } from './stored-session.ts';

const room = '#alpha:example.org';

/** A tab that shows the room; `comeBack`: the reader turns to it. */
async function openTab() {
  const page = new EventTarget();
  const value = page.addEventListener.bind(page);
  Object.defineProperty(globalThis, 'addEventListener', { value, configurable: true });
  const store = openPageStore(homeserver, () => Promise.resolve());
  store.use();
  const rooms = store.room((await store.account())!);
  const shown: (StoredDraft | undefined)[] = [];
  rooms.followDraft(room, (draft) => shown.push(draft));
  await rooms.draft(room);
  const comeBack = async (): Promise<void> => {
    const before = shown.length;
    page.dispatchEvent(new Event('focus'));
    await eventually('the draft is read', () => shown.length > before);
  };
  return { rooms, shown, comeBack, focus: () => page.dispatchEvent(new Event('focus')) };
}

afterEach(() => {
  mock.timers.reset();
  Reflect.deleteProperty(globalThis, 'addEventListener');
});

test('a tab that the reader comes back to shows the draft as another one left it, or sent it', async () => {
  mock.timers.enable({ apis: ['Date'] });
  globalThis.indexedDB = new IDBFactory();
  await (await openEngineStore(homeserver)).saveSession(session());
  const [first, second] = [await openTab(), await openTab()];
  await first.rooms.saveDraft(room, { text: 'half a' });
  await second.comeBack();
  assert.deepEqual(second.shown.at(-1), { text: 'half a' });
  await second.rooms.saveDraft(room, undefined);
  mock.timers.tick(3_000);
  await first.comeBack();
  assert.equal(first.shown.at(-1), undefined);
  assert.equal(first.shown.length, 2);
});

test('a session that is over takes nothing away from what is being written', async () => {
  globalThis.indexedDB = new IDBFactory();
  const engine = await openEngineStore(homeserver);
  await engine.saveSession(session());
  const tab = await openTab();
  await engine.wipeAccount('DEVICE');
  await assert.rejects(tab.rooms.draft(room), { code: 'storage-unavailable', detail: 'removed' });
  tab.focus();
  // Asked after it, and so answered after it.
  await assert.rejects(tab.rooms.draft(room));
  assert.deepEqual(tab.shown, []);
});

test('what is typed while the draft is read stays', async () => {
  globalThis.indexedDB = new IDBFactory();
  await (await openEngineStore(homeserver)).saveSession(session());
  const [first, second] = [await openTab(), await openTab()];
  await first.rooms.saveDraft(room, { text: 'of the other tab' });
  const back = second.comeBack();
  const typed = second.rooms.saveDraft(room, { text: 'x' });
  await Promise.all([back, typed]);
  await second.rooms.draft(room);
  assert.deepEqual(second.shown.at(-1), { text: 'x' });
});

test('what was typed a moment ago is not taken away by what another tab stored since', async () => {
  mock.timers.enable({ apis: ['Date'] });
  globalThis.indexedDB = new IDBFactory();
  await (await openEngineStore(homeserver)).saveSession(session());
  const [first, second] = [await openTab(), await openTab()];
  await first.rooms.saveDraft(room, { text: 'typed here' });
  await second.rooms.saveDraft(room, { text: 'sent there' });
  await second.rooms.saveDraft(room, undefined);
  const shown = first.shown.length;
  mock.timers.tick(2_000);
  first.focus();
  // What the focus has read comes before this.
  await first.rooms.draft(room);
  await first.rooms.draft(room);
  assert.equal(first.shown.length, shown);
});
