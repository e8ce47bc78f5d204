import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { rawKeys, removeRaw } from './raw-database.ts';
import type { Draft } from '../../../src/protocol/draft.ts';
import { eventually } from '../../support/followed-engine.ts';
import { homeserver, marker, openPageStore, roomId, session, signedIn } from './stored-session.ts';

const room = '#alpha:example.org';
const openTab = () => openPageStore(homeserver).room(marker(session()));

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe('the draft of a page that ended while it stored a message', () => {
  test('has it, where it was not stored', async () => {
    await signedIn();
    await openTab().saveDraft(room, { text: 'half', txnId: 't2', storing: [{ text: 'one', txnId: 't1' }] });
    assert.deepEqual(await openTab().draft(room), { text: 'one\nhalf', written: 'half' });
  });

  test('has it no more, where it was stored, while it waits and once it was sent', async () => {
    const engine = await signedIn();
    const page = openTab();
    const storing = [
      { text: 'one', txnId: 't1', replyTo: '$answered' },
      { text: 'two', txnId: 't2' },
    ];
    await page.saveDraft(room, { text: 'half', txnId: 't3', storing });
    await page.addToOutbox(roomId, { text: 'one' }, undefined, 't1');
    assert.deepEqual(await openTab().draft(room), { text: 'two\nhalf', written: 'half' });
    await page.addToOutbox(roomId, { text: 'two' }, undefined, 't2');
    await engine.removeFromOutbox('t1');
    await engine.removeFromOutbox('t2');
    assert.deepEqual(await openTab().draft(room), { text: 'half' });
  });

  test('is nothing, where its text was stored before the draft without it was', async () => {
    const engine = await signedIn();
    const page = openTab();
    await page.saveDraft(room, { text: 'one', txnId: 't1', replyTo: '$answered' });
    await page.addToOutbox(roomId, { text: 'one', replyTo: '$answered' }, undefined, 't1');
    assert.equal(await openTab().draft(room), undefined);
    await engine.removeFromOutbox('t1');
    assert.equal(await openTab().draft(room), undefined);
  });
});

/** A window with a draft, and what another one asks for then: it has to wait. Locks are one for all windows, and so their names. */
async function beside(draft: Draft, storing?: Promise<void>) {
  await signedIn();
  const store = openPageStore(homeserver);
  const leave = store.use();
  const page = store.room(marker(session()));
  if (storing !== undefined) page.holdText('stored', storing);
  await page.saveDraft(room, draft);
  let isFound = false;
  const left = openTab()
    .leftDraft(room)
    .finally(() => (isFound = true));
  // Asked for after it.
  await openTab().draft(room);
  await openTab().draft(room);
  assert.equal(isFound, false);
  return { page, leave, left };
}

describe('a text that another window is storing', () => {
  const draft: Draft = { text: 'half', txnId: 'typed beside', storing: [{ text: 'one', txnId: 'stored' }] };

  test('is no left draft, once it is stored', async () => {
    const stored = Promise.withResolvers<void>();
    const { page, leave, left } = await beside(draft, stored.promise);
    leave();
    await page.addToOutbox(roomId, { text: 'one' }, undefined, 'stored');
    stored.resolve();
    assert.deepEqual(await left, { text: 'half' });
  });

  test('is one, where it was not', async () => {
    const stored = Promise.withResolvers<void>();
    const { leave, left } = await beside(draft, stored.promise);
    leave();
    stored.resolve();
    assert.deepEqual(await left, { text: 'one\nhalf', written: 'half' });
  });
});

describe('a text that is being typed in another window', () => {
  const draft: Draft = { text: 'half', txnId: 'typed' };

  // No time passes but where a test says so.
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  test('is no left draft, where it is sent in the next moment', async () => {
    const { page, leave, left } = await beside(draft);
    const stored = Promise.withResolvers<void>();
    page.holdText('typed', stored.promise);
    await page.saveDraft(room, { text: '', txnId: 'next', storing: [draft] });
    await page.addToOutbox(roomId, { text: 'half' }, undefined, 'typed');
    stored.resolve();
    assert.equal(await left, undefined);
    leave();
  });

  test('is one as soon as that window is left', async () => {
    const { leave, left } = await beside(draft);
    leave();
    assert.deepEqual(await left, { text: 'half' });
  });

  test('is one a moment after the last letter', async () => {
    const { leave, left } = await beside(draft);
    mock.timers.tick(3_000);
    assert.deepEqual(await left, { text: 'half' });
    leave();
  });

  test('is so beside the change of a message that another window has begun', async () => {
    const edit = { eventId: '$mine', text: 'better' };
    const { leave, left } = await beside({ ...draft, edit });
    leave();
    assert.deepEqual(await left, { text: 'half', edit });
  });

  test('keeps nobody waiting in its own', async () => {
    const { page, leave } = await beside(draft);
    assert.deepEqual(await page.leftDraft(room), { text: 'half' });
    leave();
  });
});

describe('the drafts of all rooms, as the engine finds them', () => {
  test('are without what was sent, and go with the account', async () => {
    const engine = await signedIn();
    assert.deepEqual(await engine.drafts(), []);
    const page = openTab();
    await page.saveDraft(room, { text: 'half', txnId: 't2', storing: [{ text: 'one', txnId: 't1' }] });
    await page.saveDraft('#gamma:example.org', { text: '', edit: { eventId: '$mine', text: 'better' } });
    await page.saveDraft('#delta:example.org', { text: 'sent', txnId: 't3' });
    await page.addToOutbox(roomId, { text: 'one' }, undefined, 't1');
    await page.addToOutbox(roomId, { text: 'sent' }, undefined, 't3');
    assert.deepEqual(await engine.drafts(), [
      { text: 'half' },
      { text: '', edit: { eventId: '$mine', text: 'better' } },
    ]);
    await engine.wipeAccount();
    assert.deepEqual(await engine.drafts(), []);
  });
});

describe('what was sent of a draft', () => {
  test('is a change of a message, too', async () => {
    const engine = await signedIn();
    const page = openTab();
    await page.saveDraft(room, { text: 'half', edit: { eventId: '$mine', text: 'better', txnId: 't1' } });
    assert.deepEqual(await openTab().draft(room), { text: 'half', edit: { eventId: '$mine', text: 'better' } });
    await page.addToOutbox(roomId, { text: 'better', edits: '$mine' }, undefined, 't1');
    assert.deepEqual(await openTab().draft(room), { text: 'half' });
    await engine.removeFromOutbox('t1');
    assert.deepEqual(await openTab().draft(room), { text: 'half' });
  });

  test('is dropped once the draft was read, and does not come back when nobody remembers that it was sent', async () => {
    const engine = await signedIn();
    const page = openTab();
    await page.saveDraft(room, { text: '', txnId: 't2', storing: [{ text: 'one', txnId: 't1' }] });
    await page.addToOutbox(roomId, { text: 'one' }, undefined, 't1');
    await engine.removeFromOutbox('t1');
    assert.equal(await openTab().draft(room), undefined);
    await eventually('it is dropped', async () => !(await rawKeys('values')).some((key) => key.includes('draft')));
    await removeRaw('values', (key) => key.includes('gone'));
    assert.equal(await openTab().draft(room), undefined);
  });
});

test('what left the outbox is remembered once, with nothing of its text, and not for ever', async () => {
  const engine = await signedIn();
  const page = openTab();
  const gone = async (): Promise<string[]> => (await rawKeys('values')).filter((key) => key.includes('gone'));
  for (let i = 0; i < 203; i++) {
    await page.addToOutbox(roomId, { text: 'SECRET' }, undefined, `t${i}`);
    await engine.removeFromOutbox(`t${i}`);
    await engine.removeFromOutbox(`t${i}`);
  }
  const keys = await gone();
  assert.equal(keys.length, 200);
  assert.equal(
    keys.some((key) => key.endsWith(' t2"]')),
    false,
  );
  assert.ok(keys.some((key) => key.endsWith(' t3"]')));
  await engine.wipeAccount('DEVICE');
  assert.deepEqual(await gone(), []);
});
