import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { WikiRoomError } from '../../../../src/protocol/error.ts';
import { largestFile } from '../../../../src/protocol/media.ts';
import { compose, disposeAll } from './compose.ts';
import { settled } from '../started.ts';
import { message } from '../../../support/rows.ts';
import { ScriptedLink } from '../../../support/scripted-link.ts';

const own = message('mine', { own: true, editable: '**mine**' });
const other = message('theirs');

describe('files of a ComposerViewModel', () => {
  afterEach(disposeAll);

  const fileOf = (name: string, type = 'image/png', size = 4): File => new File(['x'.repeat(size)], name, { type });

  it('go out with the text as caption of a single one, its bytes beside it', async () => {
    const { composer, echoes, store, snapshot } = await compose([other]);
    composer.reply(other);
    composer.setText('look');
    composer.addFiles([fileOf('a/b\u202e.png')]);
    composer.setBox(snapshot().files[0]!.id, { width: 3, height: 2 });
    await composer.send();
    const file = { kind: 'image', name: 'b.png', mime: 'image/png', size: 4, box: { width: 3, height: 2 } };
    assert.deepEqual(
      echoes.map(({ draft }) => draft),
      [{ text: 'look', replyTo: other.id, file }],
    );
    assert.equal(store.files.get(echoes[0]!.txnId)?.size, 4);
    assert.deepEqual([snapshot().files.length, snapshot().text], [0, '']);
  });

  it('several follow the text, in the order they were chosen; a drawing that is a program is a file', async () => {
    const { composer, echoes } = await compose();
    composer.setText('three');
    composer.addFiles([fileOf('1.mp3', 'audio/mpeg'), fileOf('2.svg', 'image/svg+xml'), fileOf('3', '')]);
    await composer.send();
    assert.deepEqual(
      echoes.map(({ draft }) => draft.file?.kind ?? draft.text),
      ['three', 'audio', 'file', 'file'],
    );
  });

  it('several stay in the thread of what is answered, and the first of what is sent is the answer', async () => {
    const asked = message('in a thread', { thread: { id: '$root', state: 'shown' } });
    const { composer, echoes } = await compose([asked]);
    for (const text of ['look', '']) {
      composer.reply(asked);
      composer.setText(text);
      composer.addFiles([fileOf('1.png'), fileOf('2.png')]);
      await composer.send();
    }
    const answer = { replyTo: asked.id, thread: '$root' };
    const following = { replyTo: undefined, thread: '$root' };
    assert.deepEqual(
      echoes.map(({ draft: { replyTo, thread } }) => ({ replyTo, thread })),
      [answer, following, following, answer, following],
    );
  });

  describe('that were not sent', () => {
    const file = { kind: 'image', name: 'cat.png', mime: 'image/png', size: 3, box: { width: 3, height: 2 } } as const;
    const notSent = { txnId: 'former', draft: { text: 'look', file, replyTo: other.id } };

    it('come back with their caption, before what is being written', async () => {
      const bytes = new Blob(['cat']);
      const link = new ScriptedLink({ media: async () => bytes });
      const { composer, echoes, store, snapshot } = await compose([other], undefined, link);
      composer.setText('and more');
      composer.addFiles([fileOf('dog.png')]);
      assert.equal(await composer.takeBack(notSent), true);
      assert.deepEqual(link.callsOf('media'), [{ source: { mxc: 'outbox:former', size: 3 }, mime: 'image/png' }]);
      const { text, mode, files } = snapshot();
      assert.deepEqual([text, mode], ['look\nand more', { kind: 'reply', row: other }]);
      assert.deepEqual(
        files.map(({ name }) => name),
        ['cat.png', 'dog.png'],
      );
      composer.removeFile(files[1]!.id);
      await composer.send();
      assert.deepEqual(echoes[0]?.draft, { text: 'look\nand more', replyTo: other.id, file });
      assert.equal(await store.files.get(echoes[0].txnId)?.text(), 'cat');
    });

    it('leave their caption where their bytes are gone', async () => {
      const link = new ScriptedLink({ media: async () => Promise.reject(new WikiRoomError('media-unavailable')) });
      const { composer, snapshot } = await compose([other], undefined, link);
      assert.equal(await composer.takeBack(notSent), true);
      const { text, files, error } = snapshot();
      assert.deepEqual([text, files, error?.code], ['look', [], 'media-unavailable']);
    });

    it('stay where they are while they cannot be had', async () => {
      const link = new ScriptedLink({ media: async () => Promise.reject(new WikiRoomError('engine-lost')) });
      const { composer, snapshot } = await compose([other], undefined, link);
      assert.equal(await composer.takeBack(notSent), false);
      assert.deepEqual([snapshot().text, snapshot().error?.code], ['', 'engine-lost']);
    });
  });

  it('too large for the homeserver are told before they are sent, and can be left out', async () => {
    const link = new ScriptedLink({ 'upload-limit': async () => ({ bytes: 10 }) });
    const { composer, echoes, snapshot } = await compose([], undefined, link);
    composer.addFiles([fileOf('small.png'), fileOf('large.png', 'image/png', 11)]);
    await settled();
    await composer.send();
    assert.deepEqual([snapshot().error?.code, snapshot().error?.detail, echoes.length], ['too-large', 'file', 0]);
    composer.removeFile(snapshot().files[1]!.id);
    assert.equal(snapshot().error, undefined);
    await composer.send();
    assert.equal(echoes.length, 1);
  });

  it('too large for the engine are told also where the homeserver cannot be asked', async () => {
    const { composer, echoes, snapshot } = await compose();
    composer.addFiles([Object.defineProperty(fileOf('film.mp4'), 'size', { value: largestFile + 1 })]);
    await settled();
    await composer.send();
    assert.deepEqual([snapshot().error?.code, snapshot().error?.detail, echoes.length], ['too-large', 'file', 0]);
  });

  it('stay where they could not be stored, and only those', async () => {
    const { composer, store, echoes, snapshot } = await compose();
    const add = store.addToOutbox.bind(store);
    store.addToOutbox = async (id, draft, file) => {
      if (draft.file?.name === '2') throw new WikiRoomError('storage-full');
      return add(id, draft, file);
    };
    composer.addFiles(['1', '2', '3'].map((name) => fileOf(name)));
    await composer.send();
    assert.equal(echoes.length, 1);
    assert.deepEqual(
      snapshot().files.map(({ name }) => name),
      ['2', '3'],
    );
    assert.equal(snapshot().error?.code, 'storage-full');
  });

  it('that cannot be read stay, with what is written of them alone, and the others go', async () => {
    const unreadable = (name: string): File => {
      const file = fileOf(name);
      file.slice = () => Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new Error('moved')) });
      return file;
    };
    const asked = message('in a thread', { thread: { id: '$root', state: 'shown' } });
    const { composer, echoes, snapshot } = await compose([asked]);
    composer.reply(asked);
    composer.setText('look');
    composer.addFiles([unreadable('folder'), fileOf('2'), fileOf('3')]);
    await composer.send();
    assert.deepEqual(
      echoes.map(({ draft }) => [draft.text, draft.file?.name, draft.replyTo]),
      [
        ['look', undefined, asked.id],
        ['', '2', undefined],
        ['', '3', undefined],
      ],
    );
    const names = (): readonly string[] => snapshot().files.map(({ name }) => name);
    assert.deepEqual([names(), snapshot().text, snapshot().error?.detail], [['folder'], '', 'chosen']);
    composer.setText('of the folder');
    await composer.send();
    assert.deepEqual([echoes.length, names(), snapshot().text], [3, ['folder'], 'of the folder']);
  });

  it('that could not be stored go to the thread they were meant for when they are sent again', async () => {
    const asked = message('in a thread', { thread: { id: '$root', state: 'shown' } });
    for (const rows of [[asked, other], [other]]) {
      const { composer, store, echoes, snapshot } = await compose(rows);
      const add = store.addToOutbox.bind(store);
      store.addToOutbox = async (id, draft, file) => {
        if (draft.file !== undefined) throw new WikiRoomError('storage-full');
        return add(id, draft, file);
      };
      composer.reply(asked);
      composer.setText('look');
      composer.addFiles([fileOf('1'), fileOf('2')]);
      await composer.send();
      store.addToOutbox = add;
      assert.deepEqual([echoes.length, snapshot().files.length, snapshot().text], [1, 2, '']);
      await composer.send();
      assert.deepEqual(
        echoes.map(({ draft }) => draft.thread),
        ['$root', '$root', '$root'],
      );
    }
  });

  it('that could not be stored leave alone what answers something else by then', async () => {
    const asked = message('in a thread', { thread: { id: '$root', state: 'shown' } });
    const { composer, store, snapshot } = await compose([asked, other]);
    const stored = Promise.withResolvers<void>();
    const add = store.addToOutbox.bind(store);
    store.addToOutbox = async (id, draft, file) => {
      if (draft.file === undefined) return add(id, draft, file);
      await stored.promise;
      throw new WikiRoomError('storage-full');
    };
    composer.reply(asked);
    composer.setText('look');
    composer.addFiles([fileOf('1'), fileOf('2')]);
    const sending = composer.send();
    composer.reply(other);
    stored.resolve();
    await sending;
    const { mode, files } = snapshot();
    assert.deepEqual([mode.kind === 'reply' && mode.row.id, files.length], [other.id, 2]);
  });

  it('end an edit that has changed nothing', async () => {
    const { composer, snapshot } = await compose([own]);
    composer.setText('half a thought');
    composer.edit(own);
    composer.addFiles([fileOf('a.png')]);
    assert.deepEqual([snapshot().mode.kind, snapshot().text], ['new', 'half a thought']);
  });

  it('go out beside a change, and leave it as it is until then', async () => {
    const { composer, echoes, snapshot } = await compose([own]);
    composer.edit(own);
    composer.setText('better');
    composer.addFiles([fileOf('a.png')]);
    assert.deepEqual([snapshot().mode.kind, snapshot().text, snapshot().files.length], ['edit', 'better', 1]);
    await composer.send();
    const sent = echoes.map(({ draft }) => [draft.text, draft.edits, draft.file?.name]);
    assert.deepEqual(sent, [
      ['better', own.id, undefined],
      ['', undefined, 'a.png'],
    ]);
  });

  it('go out alone beside a change that was undone', async () => {
    const { composer, echoes, snapshot } = await compose([own]);
    composer.setText('half a thought');
    composer.edit(own);
    composer.setText('better');
    composer.addFiles([fileOf('a.png')]);
    composer.setText(own.editable!);
    await composer.send();
    assert.deepEqual(
      echoes.map(({ draft }) => [draft.text, draft.edits, draft.file?.name]),
      [['', undefined, 'a.png']],
    );
    assert.deepEqual([snapshot().mode.kind, snapshot().text, snapshot().files], ['new', 'half a thought', []]);
  });

  it('come back beside the text that was there where they cannot be stored', async () => {
    const { composer, store, echoes, snapshot } = await compose([own]);
    store.addToOutbox = () => Promise.reject(new WikiRoomError('storage-full'));
    composer.edit(own);
    composer.setText('better');
    composer.addFiles([fileOf('a.png')]);
    composer.setText(own.editable!);
    await composer.send();
    const { mode, text, files } = snapshot();
    assert.deepEqual([echoes.length, mode.kind, text, files.length], [0, 'edit', own.editable, 1]);
  });

  it('are told to be nowhere but in the page until they are stored', async () => {
    const { composer, store, snapshot } = await compose();
    const stored = Promise.withResolvers<void>();
    const add = store.addToOutbox.bind(store);
    store.addToOutbox = async (...args) => {
      await stored.promise;
      return add(...args);
    };
    composer.setText('a text is in the draft');
    const text = composer.send();
    assert.equal(snapshot().storingFiles, false);
    composer.addFiles([fileOf('a.png')]);
    const sending = composer.send();
    assert.deepEqual([snapshot().files.length, snapshot().storingFiles], [0, true]);
    stored.resolve();
    await Promise.all([text, sending]);
    assert.equal(snapshot().storingFiles, false);
  });
});
