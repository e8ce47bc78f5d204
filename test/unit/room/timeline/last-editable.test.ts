import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { message, room, undecryptable } from '../../../support/rows.ts';
import { address, create, roomId } from './shown-timeline.ts';

describe('TimelineViewModel that looks for what its reader edits', () => {
  it('finds the newest message that can be edited', () => {
    const { viewModel, link } = create();
    const mine = message('mine', { own: true, editable: 'mine' });
    link.setRows(address, [mine, message('picture', { own: true }), message('theirs')]);
    assert.equal(viewModel.lastOwnEditable(), mine);
  });

  it('finds none to be edited behind a text that is still on its way, or was not sent', async () => {
    const { viewModel, link, store } = create();
    viewModel.setRoom(room());
    const mine = message('mine', { own: true, editable: 'mine' });
    link.setRows(address, [mine]);
    const record = await store.addToOutbox(roomId, { text: 'the newest' });
    viewModel.showEcho(record);
    assert.equal(viewModel.lastOwnEditable(), undefined);
    const newest = message('the newest', { own: true, editable: 'the newest', txnId: record.txnId });
    link.setRows(address, [mine, newest]);
    assert.equal(viewModel.lastOwnEditable()?.id, newest.id);
  });

  it('finds none behind one that cannot be read, which is meant', () => {
    const { viewModel, link } = create();
    const mine = message('mine', { own: true, editable: 'mine' });
    link.setRows(address, [mine, undecryptable('waiting', { own: true })]);
    assert.equal(viewModel.lastOwnEditable(), undefined);
    link.setRows(address, [mine, undecryptable('waiting')]);
    assert.equal(viewModel.lastOwnEditable(), mine);
  });

  it('finds the newest text to be edited behind a file that is on its way', async () => {
    const { viewModel, link, store } = create();
    viewModel.setRoom(room());
    const mine = message('mine', { own: true, editable: 'mine' });
    link.setRows(address, [mine]);
    const picture = { kind: 'file', name: 'a.pdf', mime: 'application/pdf', size: 3 } as const;
    viewModel.showEcho(await store.addToOutbox(roomId, { text: '', file: picture }));
    assert.equal(viewModel.lastOwnEditable()?.id, mine.id);
  });

  it('gives the text of a change that is still on its way to the next one', async () => {
    const { viewModel, link, store } = create();
    viewModel.setRoom(room());
    const mine = message('helo', { own: true, editable: 'helo' });
    link.setRows(address, [mine]);
    viewModel.showEcho(await store.addToOutbox(roomId, { text: 'hello', edits: mine.id }));
    assert.deepEqual([viewModel.lastOwnEditable()?.id, viewModel.lastOwnEditable()?.editable], [mine.id, 'hello']);
  });
});
