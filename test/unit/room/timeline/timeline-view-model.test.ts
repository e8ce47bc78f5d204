import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import type { OutboxRecord } from '../../../../src/protocol/outbox.ts';
import type { ReplyQuote } from '../../../../src/protocol/row.ts';
import { WikiRoomError } from '../../../../src/protocol/error.ts';
import type { TimelineViewModel } from '../../../../src/room/timeline/timeline-view-model.ts';
import { message, minute, noon, notice, people, redacted, room, undecryptable } from '../../../support/rows.ts';
import { ScriptedLink } from '../../../support/scripted-link.ts';
import { address, create, roomId } from './shown-timeline.ts';

function texts(viewModel: TimelineViewModel): string[] {
  return viewModel.getSnapshot().items.flatMap((item) => (item.kind === 'message' ? [item.row.body.plain] : []));
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('TimelineViewModel', () => {
  it('shows rows and follows their changes', () => {
    const { viewModel, link } = create();
    link.setRows(address, [message('a')]);
    link.append(address, message('b'));
    assert.deepEqual(texts(viewModel), ['a', 'b']);
  });

  it('keeps what is on screen while an engine that has just begun knows nothing yet', () => {
    const { viewModel, link } = create();
    const nothing = { kind: 'reset', version: 0, rows: [], older: 'loading', live: false } as const;
    viewModel.paint({ room: room(), rows: [message('from the last visit')], savedAt: noon }, []);
    link.publish('timeline', address, nothing);
    assert.deepEqual(texts(viewModel), ['from the last visit']);
    link.publish('timeline', address, {
      kind: 'change',
      version: 1,
      patches: [{ at: 0, remove: 0, insert: [message('live')] }],
      older: 'more',
      live: true,
    });
    assert.deepEqual(texts(viewModel), ['live']);
    // The next engine begins in the same way.
    link.publish('timeline', address, nothing);
    assert.deepEqual(texts(viewModel), ['live']);
    link.publish('timeline', address, {
      kind: 'change',
      version: 1,
      patches: [],
      older: 'none',
      live: true,
    });
    assert.deepEqual(texts(viewModel), []);
  });

  it('keeps what it shows of a message that is spoken of, until the engine has found it or knows that it is gone', () => {
    const { viewModel, link } = create();
    const quoting = (state: ReplyQuote['state']) => {
      const quote = { id: '$told', state, ...(state === 'shown' && { sender: people.bob, excerpt: 'the original' }) };
      return message('an answer', { id: '$answer', replyTo: quote, thread: quote });
    };
    const shown = () => {
      const row = viewModel.row('$answer');
      return row?.kind === 'message' ? [row.replyTo?.excerpt, row.thread?.excerpt] : undefined;
    };
    const known = ['the original', 'the original'];
    viewModel.paint({ room: room(), rows: [quoting('shown')], savedAt: noon }, []);
    link.setRows(address, [quoting('loading')]);
    assert.deepEqual(shown(), known);
    link.append(address, message('another'));
    assert.deepEqual(shown(), known);
    link.setRows(address, [quoting('missing')]);
    assert.deepEqual(shown(), [undefined, undefined]);

    link.setRows(address, [quoting('shown')]);
    link.publish('timeline', address, {
      kind: 'reset',
      version: 0,
      rows: [quoting('loading')],
      older: 'more',
      live: true,
      withdrawn: ['$told'],
    });
    assert.deepEqual(shown(), [undefined, undefined]);
  });

  it('draws again only what changed', () => {
    const { viewModel, link } = create();
    const rows = [message('a'), message('b', { ts: noon + minute })];
    link.setRows(address, rows);
    const before = viewModel.getSnapshot().items;
    link.append(address, message('c', { ts: noon + 2 * minute }));
    const after = viewModel.getSnapshot().items;
    assert.equal(after[1], before[1]);
    assert.equal(after[2], before[2]);
  });

  it('asks for the rows anew where a change does not fit', () => {
    const { viewModel, link } = create();
    link.setRows(address, [message('a')]);
    link.publish('timeline', address, {
      kind: 'change',
      version: 7,
      patches: [{ at: 0, remove: 1, insert: [] }],
      older: 'none',
      live: true,
    });
    assert.deepEqual(texts(viewModel), ['a']);
    link.append(address, message('b'));
    assert.deepEqual(texts(viewModel), ['a', 'b']);
  });

  it('paints what is stored, until the engine speaks', () => {
    const { viewModel, link } = create();
    viewModel.paint({ room: room(), rows: [message('stored')], savedAt: noon }, []);
    assert.deepEqual(texts(viewModel), ['stored']);
    assert.equal(viewModel.getSnapshot().live, false);
    link.setRows(address, [message('live')]);
    viewModel.paint({ room: room(), rows: [message('late')], savedAt: noon }, []);
    assert.deepEqual(texts(viewModel), ['live']);
  });

  it('paints what waits to be sent with what is stored', () => {
    const { viewModel } = create();
    const draft = { text: 'mine' };
    const record: OutboxRecord = { txnId: 't', roomId, at: noon, draft, state: { kind: 'waiting' } };
    viewModel.paint({ room: room(), rows: [message('stored')], savedAt: noon }, [record]);
    assert.deepEqual(texts(viewModel), ['stored', 'mine']);
  });

  it('keeps what was shown above the newest rows, until the engine has come that far', async () => {
    const loads: number[] = [];
    const shown: number[] = [];
    const rows = ['a', 'b', 'c', 'd', 'e'].map((text) => message(text));
    const link = new ScriptedLink({
      'load-older': async ({ count }) => {
        loads.push(count);
        link.setRows(address, link.rows, { older: 'loading' });
        shown.push(texts(viewModel).length);
        link.setRows(
          address,
          loads.length === 1 ? rows.slice(1) : rows.with(0, message('a, changed', { id: rows[0]!.id })),
          { older: 'more' },
        );
      },
    });
    const { viewModel } = create(link);
    viewModel.paint({ room: room(), rows: rows.slice(0, 4), savedAt: noon }, []);
    link.setRows(address, rows.slice(2), { older: 'more' });
    assert.deepEqual(texts(viewModel), ['a', 'b', 'c', 'd', 'e']);
    while (loads.length < 2) await turn();
    assert.deepEqual(texts(viewModel), ['a, changed', 'b', 'c', 'd', 'e']);
    assert.deepEqual(loads, [20, 20]);
    assert.deepEqual(shown, [5, 5]);
  });

  it('comes to what was shown also where that fails at first', async ({ mock: { timers } }) => {
    timers.enable({ apis: ['setTimeout'] });
    const rows = ['a', 'b', 'c'].map((text) => message(text));
    let fails = true;
    const link = new ScriptedLink({
      'load-older': async () => {
        if (fails) throw new WikiRoomError('homeserver-unreachable');
        link.setRows(address, rows, { older: 'more' });
      },
    });
    const { viewModel } = create(link);
    viewModel.paint({ room: room(), rows, savedAt: noon }, []);
    link.setRows(address, rows.slice(2), { older: 'more' });
    await turn();
    assert.deepEqual([texts(viewModel), viewModel.getSnapshot().older], [['a', 'b', 'c'], 'failed']);
    fails = false;
    timers.tick(60_000);
    await turn();
    assert.deepEqual([link.rows.length, viewModel.getSnapshot().older], [3, 'more']);
    viewModel.dispose();
  });

  it('shows what the engine knows as it says, in whatever order', () => {
    const { viewModel, link } = create();
    const rows = ['a', 'b', 'c'].map((text) => message(text));
    viewModel.paint({ room: room(), rows, savedAt: noon }, []);
    link.setRows(address, [rows[2]!, message('a, changed', { id: rows[0]!.id })], { older: 'more' });
    assert.deepEqual(texts(viewModel), ['b', 'c', 'a, changed']);
    viewModel.dispose();
  });

  it('shows nothing of what was taken back, also where the engine has not come to it and cannot', () => {
    const { viewModel, link } = create(new ScriptedLink({ 'load-older': () => new Promise(() => undefined) }));
    const [first, second, newest] = [message('first secret'), message('second secret'), message('newest')];
    const quote = { id: second.id, state: 'shown', excerpt: 'second secret', sender: people.bob } as const;
    const answer = message('an answer', { replyTo: quote, thread: quote });
    const kept = redacted({ reason: 'spam' });
    const rows = [first, second, kept, answer, undecryptable('failed'), notice({ kind: 'pins' }), newest] as const;
    viewModel.paint({ room: room(), rows, savedAt: noon }, []);
    const shown = (): string => JSON.stringify(viewModel.getSnapshot());
    const ends = { older: 'more', live: true } as const;
    const whole = { kind: 'reset', version: 1, rows: [newest], withdrawn: [first.id, kept.id], ...ends } as const;
    link.publish('timeline', address, whole);
    assert.doesNotMatch(shown(), /first secret/);
    assert.match(shown(), /second secret.*spam/);
    const withdrawn = [second.id, rows[4].id, rows[5].id];
    link.publish('timeline', address, { kind: 'change', version: 2, patches: [], withdrawn, ...ends });
    assert.doesNotMatch(shown(), /secret/);
    assert.deepEqual(
      viewModel.getSnapshot().items.flatMap(({ kind }) => kind),
      ['day', 'redacted', 'message', 'redacted', 'message'],
    );
    const item = viewModel.getSnapshot().items.find(({ key }) => key === answer.id);
    assert.ok(item?.kind === 'message');
    const deleted = { id: second.id, state: 'redacted', sender: people.bob };
    assert.deepEqual([item.row.replyTo, item.row.thread], [deleted, deleted]);
    viewModel.dispose();
  });

  it('keeps nothing above a hole, and nothing that the engine knows to be gone', () => {
    const rows = ['a', 'b', 'c'].map((text) => message(text));
    for (const [live, older] of [
      [message('much later'), 'more'],
      [rows[1]!, 'none'],
    ] as const) {
      const { viewModel, link } = create();
      viewModel.paint({ room: room(), rows, savedAt: noon }, []);
      link.setRows(address, [live], { older });
      assert.deepEqual(texts(viewModel), [live.body.plain]);
      assert.deepEqual(link.callsOf('load-older'), []);
    }
  });

  it('draws an echo at once, and once when its row comes', async () => {
    const { viewModel, link, store } = create();
    viewModel.setRoom(room());
    link.setRows(address, [message('a')]);
    const record = await store.addToOutbox(roomId, { text: 'mine' });
    viewModel.showEcho(record);
    assert.deepEqual(texts(viewModel), ['a', 'mine']);
    const echoKey = viewModel.getSnapshot().items.at(-1)?.key;
    link.append(address, message('mine', { own: true, txnId: record.txnId }));
    assert.deepEqual(texts(viewModel), ['a', 'mine']);
    assert.equal(viewModel.getSnapshot().items.at(-1)?.key, echoKey);
  });

  it('does not lose an echo to a list that was read before it', async () => {
    const { viewModel, link, store } = create();
    viewModel.setRoom(room());
    link.setRows(address, []);
    viewModel.showEcho(await store.addToOutbox(roomId, { text: 'mine' }));
    link.publish('outbox', roomId, { records: [] });
    assert.deepEqual(texts(viewModel), ['mine']);
  });

  it('shows the outbox of the room that was opened, and of no other', async () => {
    const { viewModel, store } = create();
    await store.addToOutbox('!other:example.org', { text: 'elsewhere' });
    await store.addToOutbox(roomId, { text: 'here' });
    viewModel.setRoom(room());
    await turn();
    assert.deepEqual(texts(viewModel), ['here']);
  });

  it('sends a failed message again, or forgets it', async () => {
    const { viewModel, link, store } = create();
    viewModel.setRoom(room());
    const failed = { kind: 'failed', error: { code: 'not-allowed', message: '' } } as const;
    const [one, two] = [
      await store.addToOutbox(roomId, { text: 'one' }),
      await store.addToOutbox(roomId, { text: 'two' }),
    ];
    store.records = store.records.map((record): OutboxRecord => ({ ...record, state: failed }));
    await viewModel.refreshOutbox();
    await viewModel.retry(one.txnId);
    await viewModel.removeFailed(two.txnId);
    assert.deepEqual(texts(viewModel), ['one']);
    const [item] = viewModel.getSnapshot().items.slice(-1);
    assert.ok(item?.kind === 'message' && item.echo?.state === 'waiting');
    assert.equal(link.calls.filter(({ name }) => name === 'outbox-changed').length, 2);
  });

  for (const [how, answer] of [
    ['does not answer', () => new Promise<never>(() => undefined)],
    ['is lost', () => Promise.reject(new WikiRoomError('engine-lost'))],
  ] as const) {
    it(`takes an answer also where the engine ${how}: it reads the outbox when it comes`, async () => {
      const { viewModel, link, store } = create(new ScriptedLink({ 'outbox-changed': answer }));
      viewModel.setRoom(room());
      const { txnId } = await store.addToOutbox(roomId, { text: 'one' });
      await viewModel.retry(txnId);
      await viewModel.removeFailed(txnId);
      assert.equal(link.calls.filter(({ name }) => name === 'outbox-changed').length, 2);
    });
  }

  it('loads older rows once at a time and tells when it failed', async () => {
    let refuse = (): void => undefined;
    const link = new ScriptedLink({
      'load-older': () =>
        new Promise((_, reject) => (refuse = () => reject(new WikiRoomError('homeserver-unreachable')))),
    });
    const { viewModel } = create(link);
    link.setRows(address, [message('a')], { older: 'more' });
    const loading = viewModel.loadOlder();
    void viewModel.loadOlder();
    assert.equal(viewModel.getSnapshot().older, 'loading');
    assert.equal(link.calls.length, 1);
    refuse();
    await loading;
    assert.equal(viewModel.getSnapshot().older, 'failed');
  });

  it('counts what came while the reader was further up', () => {
    const { viewModel, link } = create();
    const read = message('read');
    link.setRows(address, [read]);
    viewModel.setSeen(read.id, false, false);
    link.append(
      address,
      message('one', { sender: people.bob }),
      message('two', { sender: people.bob, mentionsReader: true }),
      message('mine', { own: true }),
    );
    assert.deepEqual(viewModel.getSnapshot().jump, { messages: 2, mentions: 1 });
    viewModel.setSeen(viewModel.getSnapshot().items.at(-1)?.key, true, false);
    assert.deepEqual(viewModel.getSnapshot().jump, { messages: 0, mentions: 0 });
  });

  it('sends one receipt for what was read, never backwards, private where it is wished', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const { viewModel, link, store } = create();
      const rows = [message('a'), message('b'), message('c')] as const;
      link.setRows(address, rows);
      viewModel.setRoom(room({ receipt: rows[0].id }));
      // In another room of the page, or another tab.
      await store.savePreferences({ privateReceipts: true });
      viewModel.setSeen(rows[1].id, false, false);
      viewModel.setSeen(rows[1].id, false, true);
      viewModel.setSeen(rows[2].id, true, true);
      viewModel.markRead(rows[0].id);
      const receipts = async (): Promise<unknown> => {
        mock.timers.tick(1_000);
        await new Promise((resolve) => setImmediate(resolve));
        return link.calls.splice(0).filter(({ name }) => name === 'mark-read');
      };
      const sent = (eventId: string, isPrivate: boolean) => [
        { name: 'mark-read', args: { room: address, eventId, private: isPrivate } },
      ];
      assert.deepEqual(await receipts(), sent(rows[2].id, true));
      const next = message('d');
      link.append(address, next);
      viewModel.setPrivateReceipts(false);
      viewModel.setSeen(next.id, true, true);
      assert.deepEqual(await receipts(), sent(next.id, false), 'chosen here, and not stored yet');
      const last = message('e');
      link.append(address, last);
      viewModel.setPrivateReceipts(undefined);
      store.preferences = () => Promise.reject(new Error('the store fails'));
      viewModel.setSeen(last.id, true, true);
      assert.deepEqual(await receipts(), sent(last.id, true), 'nobody knows');
      viewModel.dispose();
    } finally {
      mock.timers.reset();
    }
  });

  it('knows its own room in a link, by id, alias and canonical alias, and no other', () => {
    const { viewModel } = create();
    viewModel.setRoom(room({ roomId, alias: '#canonical:example.org' }));
    const here = (of: string): string | undefined =>
      viewModel.addressHere(of)?.eventId ?? viewModel.addressHere(of)?.room;
    assert.equal(here(viewModel.linkTo('$a')), '$a');
    assert.equal(here('https://matrix.to/#/!alpha%3Aexample.org/%24a?via=example.org'), '$a');
    assert.equal(here('https://matrix.to/#/%23canonical%3Aexample.org/%24a'), '$a');
    assert.equal(here('matrix:roomid/alpha:example.org/e/a'), '$a');
    assert.equal(here('https://matrix.to/#/%23alpha%3Aexample.org'), address);
    for (const other of ['https://matrix.to/#/!beta%3Aexample.org/%24a', 'https://matrix.to/#/@bob:example.org']) {
      assert.equal(here(other), undefined, other);
    }
    assert.equal(here('https://example.org/#/!alpha:example.org/$a'), undefined);
  });

  it('is empty only when the whole history is known', () => {
    const { viewModel, link } = create();
    link.setRows(address, [], { older: 'more' });
    assert.equal(viewModel.getSnapshot().empty, false);
    link.setRows(address, [], { older: 'none' });
    assert.equal(viewModel.getSnapshot().empty, true);
  });

  it('links by the address the room was given', () => {
    assert.equal(create().viewModel.linkTo('$a'), 'https://matrix.to/#/%23alpha%3Aexample.org/%24a');
  });
});
