import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { MessageRow, TimelineRow } from '../../../../src/protocol/row.ts';
import { compose, disposeAll, room, roomId } from './compose.ts';
import { settled } from '../started.ts';
import { message, redacted } from '../../../support/rows.ts';
import { MemoryRoomStore, ScriptedLink } from '../../../support/scripted-link.ts';

const own = message('mine', { own: true, editable: '**mine**' });
const other = message('theirs');

describe('ComposerViewModel', () => {
  afterEach(disposeAll);

  it('stores what is sent before it is drawn, then wakes the engine', async () => {
    const { composer, echoes, store, link, snapshot } = await compose();
    composer.setText('hello \n');
    const sending = composer.send();
    assert.deepEqual(echoes, []);
    await sending;
    assert.deepEqual(
      echoes.map(({ draft }) => draft),
      [{ text: 'hello' }],
    );
    assert.deepEqual(await store.outbox(roomId), echoes);
    assert.deepEqual(link.calls.at(-1), { name: 'outbox-changed', args: { roomId } });
    assert.equal(snapshot().text, '');
  });

  it('shows what is written in another element of the same room, and forgets it when it is sent there', async () => {
    const store = new MemoryRoomStore();
    const [one, two] = [await compose([other], store), await compose([other], store)];
    one.composer.setText('one draft');
    assert.equal(two.snapshot().text, 'one draft');
    two.composer.reply(other);
    assert.equal(one.snapshot().mode.kind, 'reply');
    two.composer.setText('one draft, answered');
    assert.equal(one.snapshot().text, 'one draft, answered');
    await two.composer.send();
    assert.deepEqual([one.snapshot().text, one.snapshot().mode.kind], ['', 'new']);
    assert.equal((await store.outbox(roomId)).length, 1);
  });

  it('does not disturb an edit in another element', async () => {
    const store = new MemoryRoomStore();
    const [one, two] = [await compose([own], store), await compose([own], store)];
    two.composer.edit(own);
    one.composer.setText('meanwhile');
    assert.equal(two.snapshot().text, '**mine**');
    two.composer.cancel();
    assert.equal(two.snapshot().text, 'meanwhile');
  });

  it('sends nothing twice, and no blanks', async () => {
    const { composer, echoes } = await compose();
    composer.setText('  \n ');
    await composer.send();
    composer.setText('once');
    await Promise.all([composer.send(), composer.send()]);
    assert.equal(echoes.length, 1);
  });

  it('waits for the room to be known', async () => {
    const { composer, echoes, snapshot } = await compose();
    composer.setRoomId(undefined);
    composer.setText('early');
    await composer.send();
    assert.deepEqual([echoes.length, snapshot().text], [0, 'early']);
  });

  it('says before sending that a text is too long, and measures only long ones', async () => {
    const link = new ScriptedLink({ measure: async ({ text }) => ({ bytes: text.length * 2, limit: 65_536 }) });
    const { composer, echoes, snapshot } = await compose([], undefined, link);
    composer.setText('x'.repeat(40_000));
    await composer.send();
    assert.equal(snapshot().error?.code, 'too-large');
    assert.equal(snapshot().text.length, 40_000);
    composer.setText('x'.repeat(20_000));
    await composer.send();
    composer.setText('short');
    await composer.send();
    assert.equal(echoes.length, 2);
    assert.equal(link.calls.filter(({ name }) => name === 'measure').length, 2);
  });

  it('measures an edit as one, for it holds its text twice', async () => {
    const link = new ScriptedLink({
      measure: async ({ edits }) => ({ bytes: edits === undefined ? 1 : 70_000, limit: 65_536 }),
    });
    const { composer, snapshot } = await compose([own], undefined, link);
    composer.editLast();
    composer.setText('x'.repeat(3_000));
    await composer.send();
    assert.equal(snapshot().error?.code, 'too-large');
    composer.cancel();
    composer.setText('x'.repeat(3_000));
    await composer.send();
    assert.equal(snapshot().error, undefined);
  });

  it('replies, and sends what it answers', async () => {
    const { composer, echoes, snapshot } = await compose([other]);
    composer.setText('yes');
    composer.reply(other);
    await composer.send();
    assert.deepEqual(echoes[0]?.draft, { text: 'yes', replyTo: other.id });
    assert.equal(snapshot().mode.kind, 'new');
  });

  it('edits the last own message, and brings back what was being written', async () => {
    const { composer, echoes, snapshot } = await compose([own]);
    composer.setText('half a thought');
    assert.equal(composer.editLast(), true);
    assert.equal(snapshot().text, '**mine**');
    composer.setText('better');
    await composer.send();
    assert.deepEqual(echoes[0]?.draft, { text: 'better', edits: own.id });
    assert.deepEqual([snapshot().text, snapshot().mode.kind], ['half a thought', 'new']);
  });

  it('edits none while one is being stored that is newer', async () => {
    const { composer, snapshot } = await compose([own]);
    composer.setText('the newest');
    const sending = composer.send();
    assert.equal(composer.editLast(), false);
    assert.deepEqual([snapshot().text, snapshot().mode.kind], ['', 'new']);
    await sending;
    assert.equal(composer.editLast(), true);
  });

  it('sends no edit that changes nothing', async () => {
    const { composer, echoes, snapshot } = await compose([own]);
    composer.edit(own);
    await composer.send();
    assert.deepEqual([echoes.length, snapshot().mode.kind], [0, 'new']);
  });

  it('shows what it answers as it is now: changed, and without a word of what was deleted', async () => {
    const rows: TimelineRow[] = [other];
    const { composer, echoes, snapshot, changed } = await compose(rows);
    composer.reply(other);
    composer.setText('yes');
    const edited = message('changed', { id: other.id, edited: true });
    rows[0] = edited;
    changed();
    assert.deepEqual(snapshot().mode, { kind: 'reply', row: edited });
    const gone = redacted({ id: other.id });
    rows[0] = gone;
    changed();
    assert.deepEqual([snapshot().text, snapshot().mode], ['yes', { kind: 'reply', row: gone }]);
    // Not known for a moment, as after a reset: it stays what it was.
    rows.length = 0;
    changed();
    assert.deepEqual(snapshot().mode, { kind: 'reply', row: gone });
    await composer.send();
    assert.deepEqual(echoes[0]?.draft, { text: 'yes', replyTo: other.id });
  });

  it('stays in the thread it was written in, where what it answers is deleted meanwhile', async () => {
    const rows: TimelineRow[] = [message('in a thread', { thread: { id: '$root', state: 'shown' } })];
    const [asked] = rows as [MessageRow];
    const { composer, echoes, store, changed } = await compose(rows);
    composer.reply(asked);
    composer.setText('yes');
    await settled();
    const draft = { text: 'yes', replyTo: asked.id, thread: '$root' };
    assert.deepEqual(await store.draft(room), draft);
    rows[0] = redacted({ id: asked.id });
    changed();
    await composer.send();
    assert.deepEqual(echoes[0]?.draft, draft);
  });

  it('keeps the change of a message that is deleted meanwhile, as a text of its own before what was being written', async () => {
    for (const [changed, kept] of [
      ['half changed', 'half changed\nbefore'],
      [own.editable!, 'before'],
    ]) {
      const rows: TimelineRow[] = [own];
      const composed = await compose(rows);
      composed.composer.setText('before');
      composed.composer.edit(own);
      composed.composer.setText(changed!);
      rows[0] = redacted({ id: own.id });
      composed.changed();
      assert.deepEqual([composed.snapshot().text, composed.snapshot().mode.kind], [kept, 'new']);
      await composed.composer.send();
      assert.deepEqual(composed.echoes[0]?.draft, { text: kept });
    }
  });

  it('begins no reply with words that were deleted as it was called', async () => {
    const gone = redacted({ id: other.id });
    const { composer, snapshot } = await compose([gone]);
    composer.reply(other);
    assert.deepEqual(snapshot().mode, { kind: 'reply', row: gone });
  });

  it('sends a long answer whose message changes as it is measured', async () => {
    const rows: TimelineRow[] = [other];
    const measured = Promise.withResolvers<{ bytes: number; limit: number }>();
    const link = new ScriptedLink({ measure: () => measured.promise });
    const { composer, echoes, changed } = await compose(rows, undefined, link);
    composer.reply(other);
    composer.setText('x'.repeat(3_000));
    const sending = composer.send();
    rows[0] = message('changed', { id: other.id });
    changed();
    measured.resolve({ bytes: 3_000, limit: 65_536 });
    await sending;
    assert.equal(echoes[0]?.draft.replyTo, other.id);
  });

  it('leaves a reply with its text, an edit without it; and has nothing else to leave', async () => {
    const { composer, snapshot } = await compose([own, other]);
    composer.setText('text');
    composer.reply(other);
    assert.equal(composer.cancel(), true);
    assert.equal(snapshot().text, 'text');
    composer.edit(own);
    assert.equal(composer.cancel(), true);
    assert.equal(snapshot().text, 'text');
    assert.equal(composer.cancel(), false);
  });

  it('sends what is attached apart from the change of a message', async () => {
    const { composer, echoes, store } = await compose([own]);
    composer.addFiles([new File(['a'], 'a.png', { type: 'image/png' })]);
    composer.editLast();
    composer.setText('better');
    await composer.send();
    assert.deepEqual(
      echoes.map(({ draft }) => [draft.text, draft.edits, draft.file?.name]),
      [
        ['better', own.id, undefined],
        ['', undefined, 'a.png'],
      ],
    );
    assert.equal(store.files.size, 1);
  });

  it('goes on with a reply after a change in between', async () => {
    const { composer, echoes, store, snapshot } = await compose([own, other]);
    composer.reply(other);
    composer.setText('half an answer');
    composer.edit(own);
    composer.setText('better');
    await settled();
    assert.equal((await store.draft(room))?.replyTo, other.id);
    await composer.send();
    assert.deepEqual([snapshot().text, snapshot().mode], ['half an answer', { kind: 'reply', row: other }]);
    composer.edit(own);
    composer.cancel();
    assert.deepEqual([snapshot().text, snapshot().mode], ['half an answer', { kind: 'reply', row: other }]);
    await composer.send();
    assert.deepEqual(echoes.at(-1)?.draft, { text: 'half an answer', replyTo: other.id });
  });

  it('takes the place of a change that was refused or waits for an answer', async () => {
    const { composer, store } = await compose([own]);
    const old = await store.addToOutbox(roomId, { text: 'older', edits: own.id });
    const waiting = await store.addToOutbox(roomId, { text: 'on its way', edits: own.id });
    store.records = store.records.map((record) =>
      record.txnId === old.txnId
        ? { ...record, state: { kind: 'failed', error: { code: 'not-allowed', message: '' } } }
        : record,
    );
    composer.setOutbox({ records: store.records });
    composer.edit(own);
    composer.setText('newest');
    await composer.send();
    const texts = (await store.outbox()).map(({ draft }) => draft.text);
    assert.deepEqual(texts, ['on its way', 'newest']);
    assert.ok(waiting);
  });

  it('takes back what answered something else, or nothing, as it was', async () => {
    const { composer, snapshot } = await compose([own, other]);
    composer.reply(other);
    await composer.takeBack({ txnId: 't', draft: { text: 'to nobody' } });
    assert.deepEqual([snapshot().text, snapshot().mode.kind], ['to nobody', 'new']);
    composer.setText('');
    composer.reply(own);
    await composer.takeBack({ txnId: 't', draft: { text: 'to other', replyTo: other.id } });
    assert.deepEqual(snapshot().mode, { kind: 'reply', row: other });
  });

  it('takes back an edit as an edit, and keeps it over a reload', async () => {
    const { composer, echoes, store, snapshot } = await compose([own]);
    composer.setText('half a thought');
    await composer.takeBack({ txnId: 't', draft: { text: 'better', edits: own.id } });
    assert.deepEqual([snapshot().text, snapshot().mode], ['better', { kind: 'edit', row: own }]);
    assert.deepEqual(await store.draft(room), { text: 'half a thought', edit: { eventId: own.id, text: 'better' } });
    await composer.send();
    assert.deepEqual(echoes[0]?.draft, { text: 'better', edits: own.id });
    assert.equal(snapshot().text, 'half a thought');
  });

  it('keeps a change that was begun when something else is to be written, and says so until it is ended', async () => {
    const second = message('second', { own: true, editable: 'second' });
    const { composer, snapshot } = await compose([own, second, other]);
    const acts: (() => unknown)[] = [
      () => composer.reply(other),
      () => composer.edit(second),
      () => composer.takeBack({ txnId: 't', draft: { text: 'not sent' } }),
      () => composer.takeBack({ txnId: 't', draft: { text: 'not sent', edits: own.id } }),
    ];
    const ends: (() => unknown)[] = [
      () => composer.cancel(),
      () => composer.setText('better still'),
      () => composer.send(),
      () => composer.cancel(),
    ];
    for (const [index, act] of acts.entries()) {
      composer.edit(own);
      composer.setText('better');
      assert.notEqual(await act(), true);
      assert.deepEqual(
        [snapshot().text, snapshot().mode, snapshot().unfinished],
        ['better', { kind: 'edit', row: own }, true],
      );
      await ends[index]?.();
      assert.equal(snapshot().unfinished, false);
      composer.cancel();
    }
    composer.edit(own);
    composer.setText('**mine** ');
    composer.reply(other);
    assert.deepEqual([snapshot().mode.kind, snapshot().unfinished], ['reply', false], 'nothing is lost');
  });

  it('tells the room of typing once in a while, and of its end', async () => {
    const { composer, link } = await compose();
    composer.setText('a');
    composer.setText('ab');
    composer.setText('');
    const told = link.calls.filter(({ name }) => name === 'typing').map(({ args }) => args);
    assert.deepEqual(told, [
      { room, typing: true },
      { room, typing: false },
    ]);
    composer.setText('b');
    composer.dispose();
    assert.deepEqual(link.calls.at(-1)?.args, { room, typing: false });
  });
});
