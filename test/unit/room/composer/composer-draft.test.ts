import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { ComposerViewModel } from '../../../../src/room/composer/composer-view-model.ts';
import type { MessageRow } from '../../../../src/protocol/row.ts';
import { compose, disposeAll, room, roomId } from './compose.ts';
import { settled } from '../started.ts';
import { message, redacted } from '../../../support/rows.ts';
import { MemoryRoomStore } from '../../../support/scripted-link.ts';

const own = message('mine', { own: true, editable: '**mine**' });
const other = message('theirs');

describe('the draft of a composer', () => {
  afterEach(disposeAll);

  it('keeps text and reply over a reload', async () => {
    const { composer, store } = await compose([own, other]);
    composer.setText('to be continued');
    composer.reply(other);
    await settled();
    const { snapshot } = await compose([own, other], store);
    assert.equal(snapshot().text, 'to be continued');
    assert.deepEqual(snapshot().mode, { kind: 'reply', row: other });
    composer.edit(own);
    await settled();
    assert.equal((await store.draft(room))?.text, 'to be continued');
  });

  it('keeps the change of a message over a reload, beside what was being written', async () => {
    const { composer, store } = await compose([own]);
    composer.setText('half a thought');
    composer.edit(own);
    composer.setText('better');
    await settled();
    const again = await compose([own], store);
    assert.deepEqual([again.snapshot().text, again.snapshot().mode], ['better', { kind: 'edit', row: own }]);
    again.composer.cancel();
    assert.equal(again.snapshot().text, 'half a thought');
    await settled();
    assert.deepEqual(await store.draft(room), { text: 'half a thought' });
  });

  it('keeps a change whose message is not on screen until it is, and interrupts nobody with it', async () => {
    const store = new MemoryRoomStore();
    await store.saveDraft(room, { text: 'half', edit: { eventId: own.id, text: 'better' } });
    const rows: MessageRow[] = [];
    const { composer, link, snapshot } = await compose(rows, store);
    composer.setText('something else');
    await settled();
    assert.deepEqual(await store.draft(room), { text: 'something else', edit: { eventId: own.id, text: 'better' } });
    rows.push(own);
    composer.setRoomId(roomId);
    assert.deepEqual([snapshot().text, snapshot().mode.kind], ['something else', 'new']);
    composer.setText('half');
    link.calls.length = 0;
    composer.setRoomId(roomId);
    assert.deepEqual([snapshot().text, snapshot().mode.kind], ['better', 'edit']);
    assert.deepEqual(link.callsOf('typing'), [], 'nobody types');
    composer.cancel();
    assert.equal(snapshot().text, 'half');
  });

  it('keeps the change that another tab is at, whatever is written beside it', async () => {
    const store = new MemoryRoomStore();
    const [one, two] = [await compose([own], store), await compose([own], store)];
    two.composer.edit(own);
    two.composer.setText('**yours**');
    one.composer.setText('meanwhile');
    await settled();
    assert.deepEqual(await store.draft(room), { text: 'meanwhile', edit: { eventId: own.id, text: '**yours**' } });
    assert.deepEqual([one.snapshot().text, two.snapshot().text], ['meanwhile', '**yours**']);
    two.composer.cancel();
    await settled();
    assert.deepEqual(await store.draft(room), { text: 'meanwhile' });
  });

  it('keeps a change whose message is not on screen while another message is changed', async () => {
    const store = new MemoryRoomStore();
    const edit = { eventId: '$above', text: 'half changed' };
    await store.saveDraft(room, { text: '', edit });
    const { composer } = await compose([own], store);
    composer.edit(own);
    await settled();
    assert.deepEqual((await store.draft(room))?.edit, edit);
    composer.setText('changed');
    await composer.send();
    await settled();
    assert.deepEqual(await store.draft(room), { text: '', edit });
  });

  it('keeps no change that another tab is at once one of the same message is sent here', async () => {
    const store = new MemoryRoomStore();
    const [one, two] = [await compose([own], store), await compose([own], store)];
    two.composer.edit(own);
    two.composer.setText('theirs');
    one.composer.edit(own);
    one.composer.setText('this one');
    await one.composer.send();
    await settled();
    assert.equal(await store.draft(room), undefined);
  });

  it('does not ask again for a change that was made', async () => {
    const store = new MemoryRoomStore();
    await store.saveDraft(room, { text: '', edit: { eventId: own.id, text: '**mine**' } });
    const { snapshot } = await compose([own], store);
    assert.deepEqual([snapshot().text, snapshot().mode.kind], ['', 'new']);
  });

  it('takes back what was not sent, before what is being written, and keeps it over a reload', async () => {
    const { composer, store, snapshot } = await compose([own, other]);
    composer.setText('half a thought');
    await composer.takeBack({ txnId: 't', draft: { text: 'refused', replyTo: other.id } });
    assert.deepEqual([snapshot().text, snapshot().mode], ['refused\nhalf a thought', { kind: 'reply', row: other }]);
    assert.deepEqual(await store.draft(room), { text: 'refused\nhalf a thought', replyTo: other.id });
  });

  describe('a draft that answers a message which has not come yet', () => {
    const waiting = async (rows: MessageRow[]) => {
      const store = new MemoryRoomStore();
      await store.saveDraft(room, { text: 'yes', replyTo: other.id });
      return compose(rows, store);
    };

    it('shows what it answers when that comes', async () => {
      const rows: MessageRow[] = [];
      const { composer, snapshot } = await waiting(rows);
      assert.deepEqual([snapshot().text, snapshot().mode.kind], ['yes', 'new']);
      rows.push(other);
      composer.setRoomId(roomId);
      assert.deepEqual(snapshot().mode, { kind: 'reply', row: other });
    });

    it('shows it also where nothing else happens in the room than that it is scrolled to', async () => {
      const store = new MemoryRoomStore();
      await store.saveDraft(room, { text: 'yes', replyTo: other.id });
      const rows: MessageRow[] = [];
      const { snapshot, changed } = await compose(rows, store);
      rows.push(other);
      changed();
      assert.deepEqual(snapshot().mode, { kind: 'reply', row: other });
    });

    it('is still an answer when it is sent before that, or written on and read again', async () => {
      const { composer, echoes, store } = await waiting([]);
      composer.setText('yes!');
      await settled();
      assert.deepEqual(await store.draft(room), { text: 'yes!', replyTo: other.id });
      await composer.send();
      assert.deepEqual(echoes[0]?.draft, { text: 'yes!', replyTo: other.id });
    });

    it('stays in the thread it was written in where only its place is left of what it answers', async () => {
      const store = new MemoryRoomStore();
      const draft = { text: 'yes', replyTo: '$gone', thread: '$root' };
      await store.saveDraft(room, draft);
      const { composer, echoes } = await compose([redacted({ id: '$gone' })], store);
      await composer.send();
      assert.deepEqual(echoes[0]?.draft, draft);
    });

    it('is none any more once it was emptied, or is about something else', async () => {
      const { composer, echoes } = await waiting([]);
      composer.setText('');
      composer.setText('a new thought');
      await composer.send();
      assert.deepEqual(echoes[0]?.draft, { text: 'a new thought' });
      const second = await waiting([]);
      second.composer.reply(own);
      await second.composer.send();
      assert.deepEqual(second.echoes[0]?.draft, { text: 'yes', replyTo: own.id });
    });
  });

  it('leaves the change of a message that another tab has made, whichever comes first', async () => {
    const made = { ...own, editable: '**better**' };
    for (const order of ['the draft', 'the row'] as const) {
      const store = new MemoryRoomStore();
      const rows = [own];
      const here = await compose(rows, store);
      here.composer.edit(own);
      here.composer.setText('half of it');
      await settled();
      if (order === 'the draft') await store.saveDraft(room, { text: 'next' });
      assert.deepEqual([here.snapshot().mode.kind, here.snapshot().text], ['edit', 'half of it'], 'it may be given up');
      rows[0] = made;
      here.changed();
      if (order === 'the row') await store.saveDraft(room, { text: 'next' });
      assert.deepEqual([here.snapshot().mode.kind, here.snapshot().text], ['new', 'next'], order);
      await settled();
      assert.deepEqual(await store.draft(room), { text: 'next' });
    }
  });

  it('goes on with the change of a message where somebody types on after another tab has given it up', async () => {
    const rows = [own];
    const { composer, changed, snapshot, store } = await compose(rows);
    composer.edit(own);
    composer.setText('half');
    await settled();
    await store.saveDraft(room, undefined);
    composer.setText('half of it');
    rows[0] = { ...own, editable: '**changed elsewhere**' };
    changed();
    assert.deepEqual([snapshot().mode.kind, snapshot().text], ['edit', 'half of it']);
  });

  it('has no draft any more after sending', async () => {
    const { composer, store } = await compose();
    composer.setText('gone');
    await settled();
    await composer.send();
    await settled();
    assert.equal(await store.draft(room), undefined);
  });

  it('loses neither the draft nor what was written before it was read', async () => {
    const cases: readonly (readonly [(composer: ComposerViewModel) => void, string, string])[] = [
      [(composer) => composer.setText('new'), 'old\nnew', 'new'],
      [(composer) => composer.reply(other), 'old', 'reply'],
      [(composer) => composer.edit(own), '**mine**', 'edit'],
    ];
    for (const [write, shown, mode] of cases) {
      const store = new MemoryRoomStore();
      await store.saveDraft(room, { text: 'old' });
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const read = store.draft.bind(store);
      store.draft = async (key) => promise.then(async () => read(key));
      const { composer, snapshot } = await compose([own, other], store);
      write(composer);
      resolve(undefined);
      await settled();
      assert.deepEqual([snapshot().text, snapshot().mode.kind], [shown, mode]);
      assert.equal((await store.draft(room))?.text, mode === 'new' ? shown : 'old');
      if (mode !== 'edit') continue;
      composer.cancel();
      assert.equal(snapshot().text, 'old');
    }
  });
});
