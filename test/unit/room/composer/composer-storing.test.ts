import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { WikiRoomError } from '../../../../src/protocol/error.ts';
import { message } from '../../../support/rows.ts';
import { ScriptedLink } from '../../../support/scripted-link.ts';
import { compose, disposeAll, holdStoring, room, roomId } from './compose.ts';
import { settled } from '../started.ts';

const own = message('mine', { own: true, editable: '**mine**' });
const other = message('theirs');

describe('what is being stored', () => {
  afterEach(disposeAll);

  it('gives the text back where it could not be stored', async () => {
    const { composer, store, snapshot } = await compose();
    store.addToOutbox = async () => Promise.reject(new WikiRoomError('storage-full'));
    composer.setText('precious');
    await composer.send();
    assert.equal(snapshot().text, 'precious');
    assert.equal(snapshot().error?.code, 'storage-full');
  });

  it('keeps as the draft what could not be stored, and not what was', async () => {
    const { composer, store, snapshot } = await compose([]);
    const add = store.addToOutbox.bind(store);
    const refused = Promise.withResolvers<never>();
    store.addToOutbox = () => refused.promise;
    composer.setText('caption');
    const sending = composer.send();
    await new Promise((resolve) => setImmediate(resolve));
    composer.setText('abc');
    refused.reject(new WikiRoomError('storage-full'));
    await sending;
    assert.equal(snapshot().text, 'caption\nabc');
    assert.equal((await store.draft(room))?.text, 'caption\nabc');
    store.addToOutbox = add;
    await composer.send();
    assert.equal(await store.draft(room), undefined);
  });

  it('keeps as the draft what is still being stored, before what is written meanwhile', async () => {
    const { composer, store, snapshot } = await compose([other]);
    const letStore = holdStoring(store);
    composer.reply(other);
    composer.setText('first');
    const sending = [composer.send()];
    await settled();
    composer.setText('second');
    sending.push(composer.send());
    await settled();
    composer.setText('third');
    // The page may be closed here: the browser keeps its storage busy, or has stopped with it.
    const underWay = { text: 'first\nsecond\nthird', written: 'third', replyTo: other.id };
    assert.deepEqual(await store.draft(room), underWay);
    assert.equal(snapshot().text, 'third');
    letStore();
    await Promise.all(sending);
    assert.deepEqual(await store.draft(room), { text: 'third' });
    assert.equal(snapshot().text, 'third');
  });

  it('is not taken for left by another window that opens the room meanwhile', async () => {
    const { composer, store } = await compose();
    const letStore = holdStoring(store);
    composer.setText('once');
    const sending = composer.send();
    await settled();
    const other = await compose([], store);
    assert.equal(other.snapshot().text, '');
    letStore();
    await sending;
    await settled();
    assert.equal(other.snapshot().text, '');
    assert.equal(store.records.length, 1);
  });

  it('is found by another window where it could not be stored', async () => {
    const { composer, store } = await compose();
    const refused = Promise.withResolvers<never>();
    store.addToOutbox = () => refused.promise;
    composer.setText('precious');
    const sending = composer.send();
    await settled();
    const other = await compose([], store);
    refused.reject(new WikiRoomError('storage-full'));
    await sending;
    await settled();
    assert.equal(other.snapshot().text, 'precious');
  });

  it('is no part of the draft once it is stored, also where this page ends before the draft without it is', async () => {
    const { composer, store } = await compose([other]);
    const add = store.addToOutbox.bind(store);
    const save = store.saveDraft.bind(store);
    store.addToOutbox = (...args) => {
      // From here on nothing is written any more.
      store.saveDraft = () => new Promise<never>(() => undefined);
      return add(...args);
    };
    composer.reply(other);
    composer.setText('sent');
    await settled();
    await composer.send();
    assert.equal(await store.draft(room), undefined);
    store.saveDraft = save;
    composer.setText('the next one');
    await settled();
    assert.deepEqual(await store.draft(room), { text: 'the next one' });
  });

  it('is shown in no other tab as something to be written', async () => {
    const { composer, store } = await compose();
    const other = await compose([], store);
    store.addToOutbox = () => new Promise<never>(() => undefined);
    composer.setText('sent here');
    void composer.send();
    await settled();
    composer.setText('half a sentence');
    assert.equal((await store.draft(room))?.text, 'sent here\nhalf a sentence', 'this page may end');
    assert.equal(other.snapshot().text, 'half a sentence');
  });

  it('keeps a change that is still being stored as the draft', async () => {
    const { composer, store } = await compose([own]);
    const letStore = holdStoring(store);
    composer.edit(own);
    composer.setText('better');
    const sending = composer.send();
    await settled();
    composer.setText('second');
    const edit = { eventId: own.id, text: 'better' };
    assert.deepEqual(await store.draft(room), { text: 'second', written: 'second', edit });
    letStore();
    await sending;
    assert.deepEqual(await store.draft(room), { text: 'second' });
  });

  it('asks no more for a change that is stored, though its row has not come', async () => {
    const { composer, snapshot } = await compose([own]);
    composer.edit(own);
    composer.setText('better');
    await composer.send();
    composer.setRoomId(roomId);
    assert.deepEqual([snapshot().text, snapshot().mode.kind], ['', 'new']);
  });

  it('keeps a text no longer as the draft once it is a message, though files are still being stored', async () => {
    const { composer, store } = await compose();
    const add = store.addToOutbox.bind(store);
    store.addToOutbox = (roomId, draft, file) =>
      file === undefined ? add(roomId, draft) : new Promise<never>(() => undefined);
    composer.addFiles([new File(['a'], 'a.txt'), new File(['b'], 'b.txt')]);
    composer.setText('two files');
    await settled();
    assert.equal((await store.draft(room))?.text, 'two files');
    void composer.send();
    await settled();
    assert.equal((await store.outbox())[0]?.draft.text, 'two files');
    assert.equal(await store.draft(room), undefined);
  });

  it('says that the storage is busy, until what was sent is stored', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { composer, store, snapshot } = await compose();
    const letStore = holdStoring(store);
    composer.setText('once');
    const sending = composer.send();
    await settled();
    t.mock.timers.tick(4_999);
    assert.equal(snapshot().storageBusy, false);
    t.mock.timers.tick(1);
    assert.equal(snapshot().storageBusy, true);
    letStore();
    await sending;
    assert.equal(snapshot().storageBusy, false);
    t.mock.timers.tick(60_000);
    assert.equal(snapshot().storageBusy, false);
  });

  it('sets aside what was written while an edit was being stored that could not be', async () => {
    const { composer, store, snapshot } = await compose([own]);
    const refused = Promise.withResolvers<never>();
    store.addToOutbox = () => refused.promise;
    composer.setText('before');
    composer.edit(own);
    composer.setText('changed');
    const sending = composer.send();
    await settled();
    composer.setText('before and after');
    refused.reject(new WikiRoomError('storage-full'));
    await sending;
    assert.deepEqual([snapshot().mode.kind, snapshot().text], ['edit', 'changed']);
    composer.cancel();
    assert.equal(snapshot().text, 'before and after');
  });

  it('leaves an edit alone that was begun while a message was being stored that could not be', async () => {
    const { composer, store, snapshot } = await compose([own, other]);
    const refused = Promise.withResolvers<never>();
    store.addToOutbox = () => refused.promise;
    composer.setText('first');
    const sending = composer.send();
    await settled();
    composer.setText('second');
    composer.edit(own);
    composer.setText('mine, corrected');
    refused.reject(new WikiRoomError('storage-full'));
    await sending;
    assert.deepEqual([snapshot().text, snapshot().mode.kind], ['mine, corrected', 'edit']);
    assert.equal(snapshot().error?.code, 'storage-full');
    assert.equal((await store.draft(room))?.text, 'first\nsecond');
    composer.cancel();
    assert.equal(snapshot().text, 'first\nsecond');
  });

  it('gives several texts back in the order in which they were sent', async () => {
    const { composer, store, snapshot } = await compose();
    const refused = Promise.withResolvers<never>();
    store.addToOutbox = () => refused.promise;
    const sending = [];
    for (const text of ['first', 'second']) {
      composer.setText(text);
      sending.push(composer.send());
      await settled();
    }
    composer.setText('third');
    refused.reject(new WikiRoomError('storage-full'));
    await Promise.all(sending);
    assert.equal(snapshot().text, 'first\nsecond\nthird');
  });

  it('leaves what is written in another element meanwhile', async () => {
    const { composer, store, snapshot } = await compose();
    const second = await compose([], store);
    const letStore = holdStoring(store);
    composer.setText('sent here');
    const sending = composer.send();
    await settled();
    second.composer.setText('written there');
    letStore();
    await sending;
    await settled();
    assert.deepEqual([second.snapshot().text, snapshot().text], ['written there', 'written there']);
    assert.deepEqual(await store.draft(room), { text: 'written there' });
  });

  it('comes back beside what is written in another element meanwhile, where it could not be stored', async () => {
    const { composer, store, snapshot } = await compose();
    const second = await compose([], store);
    const refused = Promise.withResolvers<never>();
    store.addToOutbox = () => refused.promise;
    composer.setText('sent here');
    const sending = composer.send();
    await settled();
    second.composer.setText('written there');
    refused.reject(new WikiRoomError('storage-full'));
    await sending;
    await settled();
    assert.deepEqual(
      [snapshot().text, second.snapshot().text, (await store.draft(room))?.text],
      Array(3).fill('sent here\nwritten there'),
    );
  });

  it('stays in the field where it could not be stored, whatever is stored or read after it', async () => {
    const { composer, store, snapshot } = await compose();
    const add = store.addToOutbox.bind(store);
    const first = Promise.withResolvers<never>();
    const second = Promise.withResolvers<void>();
    store.addToOutbox = async (...args) => {
      if (args[1].text === 'refused') return first.promise;
      await second.promise;
      return add(...args);
    };
    composer.setText('refused');
    const sending = [composer.send()];
    await settled();
    composer.setText('stored');
    sending.push(composer.send());
    await settled();
    await store.comeBack(room);
    first.reject(new WikiRoomError('storage-full'));
    await settled();
    assert.equal(snapshot().text, 'refused');
    second.resolve();
    await Promise.all(sending);
    await settled();
    assert.equal(snapshot().text, 'refused');
    assert.equal((await store.draft(room))?.text, 'refused');
  });

  it('is in the draft where it could not be stored after the composer had ended', async () => {
    const { composer, store } = await compose();
    const refused = Promise.withResolvers<never>();
    store.addToOutbox = () => refused.promise;
    composer.setText('precious');
    const sending = composer.send();
    await settled();
    composer.dispose();
    refused.reject(new WikiRoomError('storage-unavailable'));
    await sending;
    assert.deepEqual(await store.draft(room), { text: 'precious' });
  });

  it('is sent once where the composer ends while it is measured', async () => {
    const measured = Promise.withResolvers<{ bytes: number; limit: number }>();
    const link = new ScriptedLink({ measure: () => measured.promise });
    const { composer, store } = await compose([], undefined, link);
    const long = 'x'.repeat(2_000);
    composer.setText(long);
    const sending = composer.send();
    await settled();
    composer.dispose();
    measured.resolve({ bytes: 3_000, limit: 65_536 });
    await sending;
    assert.deepEqual(
      (await store.outbox()).map(({ draft }) => draft.text),
      [long],
    );
    assert.equal(await store.draft(room), undefined);
  });

  it('waits a moment for an engine that does not measure it, while more is written, and keeps the order', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const link = new ScriptedLink({ measure: () => new Promise<never>(() => undefined) });
    const { composer, store, snapshot } = await compose([], undefined, link);
    const long = 'x'.repeat(2_000);
    composer.setText(long);
    const sending = [composer.send()];
    await settled();
    composer.setText('the next one');
    sending.push(composer.send());
    composer.setText('and');
    await settled();
    t.mock.timers.tick(1_999);
    await settled();
    assert.equal((await store.outbox()).length, 0);
    t.mock.timers.tick(1);
    await Promise.all(sending);
    assert.deepEqual(
      (await store.outbox()).map(({ draft }) => draft.text),
      [long, 'the next one'],
    );
    assert.equal(snapshot().text, 'and');
  });

  it('does not take its own draft for news while the message is being stored', async () => {
    const { composer, store, snapshot } = await compose([]);
    composer.setText('once');
    const storing = Promise.withResolvers<void>();
    const add = store.addToOutbox.bind(store);
    store.addToOutbox = async (...args) => {
      await storing.promise;
      return add(...args);
    };
    const sending = composer.send();
    await store.comeBack(room);
    assert.equal(snapshot().text, '');
    storing.resolve();
    await sending;
    assert.deepEqual([snapshot().text, await store.draft(room)], ['', undefined]);
  });
});
