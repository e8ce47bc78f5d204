import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RoomSnapshot } from '../../../../src/protocol/room.ts';
import type { TimelineRow } from '../../../../src/protocol/row.ts';
import type { TimelineViewModel } from '../../../../src/room/timeline/timeline-view-model.ts';
import { gap, message, noon, people, room } from '../../../support/rows.ts';
import { address, create } from './shown-timeline.ts';

const { bob } = people;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const rows = ['read', 'one', 'two'].map((text) => message(text, { id: `$${text}`, sender: bob }));

function opened(known: readonly TimelineRow[], snapshot: Partial<RoomSnapshot>) {
  const { link, viewModel } = create();
  link.setRows(address, known, { live: true, older: 'more' });
  viewModel.setRoom(room(snapshot));
  /** What stands behind the line "New". */
  const behindLine = (): string | undefined => {
    const { items } = viewModel.getSnapshot();
    const item = items[items.findIndex(({ kind }) => kind === 'new') + 1];
    return item?.kind === 'message' && items.some(({ kind }) => kind === 'new') ? item.row.body.plain : undefined;
  };
  return { link, viewModel, behindLine, unread: () => viewModel.getSnapshot().firstUnread?.messages };
}

describe('where reading stopped', () => {
  it('is told until the reader has been there, or writes', () => {
    const { viewModel, behindLine, unread } = opened(rows, { readUpTo: '$read' });
    assert.deepEqual([behindLine(), unread()], ['one', 2]);
    viewModel.leaveUnread();
    assert.deepEqual([behindLine(), unread()], ['one', undefined]);

    const other = opened(rows, { readUpTo: '$read' });
    other.viewModel.showEcho({
      txnId: 't',
      roomId: room().roomId ?? '',
      at: noon,
      draft: { text: 'mine' },
      state: { kind: 'waiting' },
    });
    assert.equal(other.unread(), undefined);
  });

  it('is told where it lies further back than is known, with what the homeserver counted, and is loaded when asked for', async () => {
    const { link, viewModel, unread } = opened(rows.slice(1), {
      readUpTo: '$read',
      unread: { messages: 40, mentions: 0 },
    });
    assert.equal(unread(), 40);
    // What is read meanwhile changes nothing of it.
    viewModel.setRoom(room({ readUpTo: '$read', receipt: '$two' }));
    assert.equal(unread(), 40);
    link.answers['find-event'] = async ({ eventId }) => {
      assert.equal(eventId, '$read');
      link.setRows(address, rows, { live: true });
      return { eventId };
    };
    await viewModel.showFirstUnread();
    assert.deepEqual(viewModel.getSnapshot().target, { id: '$one', focus: true });
  });

  it('is gone to once the engine has told which row comes before what was marked', async () => {
    const { link, viewModel } = opened(rows.slice(1), { readUpTo: '$reaction', unread: { messages: 40, mentions: 0 } });
    link.answers['find-event'] = async () => {
      link.setRows(address, rows, { live: true });
      return { eventId: '$read' };
    };
    await viewModel.showFirstUnread();
    assert.equal(viewModel.getSnapshot().target, undefined);
    viewModel.setRoom(room({ readUpTo: '$read', unread: { messages: 2, mentions: 0 } }));
    assert.deepEqual(viewModel.getSnapshot().target, { id: '$one', focus: true });
    viewModel.setRoom(room({ readUpTo: '$read', receipt: '$two' }));
    assert.equal(viewModel.getSnapshot().target?.id, '$one', 'once');
  });

  it('is not gone to any more where something else was asked for, or written, meanwhile', async () => {
    const { link, viewModel } = opened(rows.slice(1), { readUpTo: '$read', unread: { messages: 40, mentions: 0 } });
    const found = Promise.withResolvers<{ eventId: string }>();
    link.answers['find-event'] = () => found.promise;
    const going = viewModel.showFirstUnread();
    await viewModel.showEvent('$two');
    link.setRows(address, rows, { live: true });
    found.resolve({ eventId: '$read' });
    await going;
    assert.deepEqual(viewModel.getSnapshot().target, { id: '$two' });
  });

  it('is not told where nothing was unread', () => {
    assert.equal(opened(rows, { readUpTo: '$two' }).unread(), undefined);
    assert.equal(opened([message('mine', { own: true })], { readUpTo: '$before' }).unread(), undefined);
  });

  it('is told where it lies further back than is known, though what came last was seen', () => {
    const { viewModel } = opened(rows, { readUpTo: '$before', receipt: '$two' });
    assert.deepEqual(viewModel.getSnapshot().firstUnread, { messages: 3, more: true });
  });

  const ways: [string, (viewModel: TimelineViewModel) => void][] = [
    ['has been there, or does not want it', (viewModel) => viewModel.leaveUnread()],
    [
      'writes',
      (viewModel) =>
        viewModel.showEcho({
          txnId: 't',
          roomId: room().roomId ?? '',
          at: noon,
          draft: { text: 'mine' },
          state: { kind: 'waiting' },
        }),
    ],
  ];
  for (const [name, act] of ways) {
    it(`stays for the next visit until the reader ${name}`, async (t) => {
      t.mock.timers.enable({ apis: ['setTimeout'] });
      const { link, viewModel } = opened(rows, { readUpTo: '$read', receipt: '$read' });
      viewModel.setSeen('$two', true, true);
      t.mock.timers.tick(1_000);
      await turn();
      const mark = { room: address, eventId: '$two', private: false };
      assert.deepEqual(link.callsOf('mark-read'), [{ ...mark, fullyRead: '$read' }]);
      act(viewModel);
      t.mock.timers.tick(1_000);
      await turn();
      assert.deepEqual(link.callsOf('mark-read').slice(1), [{ ...mark, fullyRead: '$two' }]);
      act(viewModel);
      t.mock.timers.tick(1_000);
      await turn();
      assert.equal(link.callsOf('mark-read').length, 2, 'once');
      viewModel.dispose();
    });
  }

  it('goes along with what is read where nothing was unread, and is not told where it is not known', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    for (const [readUpTo, fullyRead] of [
      ['$two', { fullyRead: '$mine' }],
      [undefined, {}],
    ] as const) {
      const more = [...rows, message('mine', { id: '$mine', own: true })];
      const { link, viewModel } = opened(more, readUpTo === undefined ? {} : { readUpTo, receipt: readUpTo });
      viewModel.setSeen('$mine', true, true);
      t.mock.timers.tick(1_000);
      await turn();
      assert.deepEqual(link.callsOf('mark-read'), [{ room: address, eventId: '$mine', ...fullyRead, private: false }]);
      viewModel.dispose();
    }
  });

  it('moves to what came first while the reader was away', () => {
    const { link, viewModel, behindLine, unread } = opened(rows.slice(0, 1), { readUpTo: '$read' });
    link.append(address, rows[1]!);
    viewModel.cameUnseen('$one');
    link.append(address, rows[2]!);
    viewModel.cameUnseen('$two');
    assert.deepEqual([behindLine(), unread()], ['one', 2]);
    viewModel.setSeen('$two', true, true);
    assert.equal(behindLine(), 'one', 'it stays while the reader looks');
    viewModel.leaveUnread();
    link.append(address, message('three', { id: '$three', sender: bob }));
    viewModel.cameUnseen('$three');
    assert.deepEqual([behindLine(), unread()], ['three', 1]);
  });

  it('stays before what the reader has not been at when more comes while they are away', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { link, viewModel, behindLine, unread } = opened(rows, { readUpTo: '$read', receipt: '$read' });
    link.append(address, message('three', { id: '$three', sender: bob }));
    viewModel.cameUnseen('$three');
    assert.deepEqual([behindLine(), unread()], ['one', 3]);
    viewModel.setSeen('$three', true, true);
    t.mock.timers.tick(1_000);
    await turn();
    assert.deepEqual(
      link.callsOf('mark-read').map((call) => (call as { fullyRead?: string }).fullyRead),
      ['$read'],
    );
    viewModel.dispose();
  });

  it('tells nothing of the last visit before the engine has told what is there', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { link, viewModel } = create();
    viewModel.paint({ room: room({ readUpTo: '$read', receipt: '$one' }), rows, savedAt: noon }, []);
    viewModel.leaveUnread();
    t.mock.timers.tick(2_000);
    await turn();
    assert.deepEqual(link.callsOf('mark-read'), []);
    viewModel.dispose();
  });

  it('stands behind a message where a hole lies before what came', () => {
    const { link, viewModel, unread } = opened(rows, { readUpTo: '$two' });
    link.append(address, gap('loading', { id: 'gap:$m1' }));
    link.append(address, message('three', { id: '$three', sender: bob }));
    viewModel.cameUnseen('$three');
    assert.equal(unread(), 1);
    assert.ok(viewModel.getSnapshot().items.some(({ kind }) => kind === 'new'));
  });

  it('is told anew where it was reached while a mark was on its way', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { link, viewModel } = opened(rows, { readUpTo: '$read', receipt: '$read' });
    const first = Promise.withResolvers<undefined>();
    link.answers['mark-read'] = () => first.promise;
    viewModel.setSeen('$two', true, true);
    t.mock.timers.tick(1_000);
    await turn();
    viewModel.leaveUnread();
    first.resolve(undefined);
    await turn();
    t.mock.timers.tick(1_000);
    await turn();
    assert.deepEqual(
      link.callsOf('mark-read').map((call) => (call as { fullyRead?: string }).fullyRead),
      ['$read', '$two'],
    );
    viewModel.dispose();
  });

  it('stays where it is drawn when another engine finds what was read meanwhile', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { link, viewModel, behindLine } = opened(rows, { readUpTo: '$read', receipt: '$read' });
    viewModel.setSeen('$two', true, true);
    viewModel.leaveUnread();
    t.mock.timers.tick(1_000);
    await turn();
    const begins = (): void => {
      link.publish('timeline', address, { kind: 'reset', version: 0, rows: [], older: 'loading', live: false });
      viewModel.setRoom(room({ receipt: '$two' }));
      assert.equal(behindLine(), 'one');
    };
    begins();
    link.setRows(address, rows, { live: true, older: 'more' });
    viewModel.setRoom(room({ readUpTo: '$two', receipt: '$two' }));
    assert.equal(behindLine(), 'one');

    // What was read elsewhere is not drawn as new.
    begins();
    const more = [...rows, ...['three', 'four'].map((text) => message(text, { id: `$${text}`, sender: bob }))];
    link.setRows(address, more, { live: true, older: 'more' });
    viewModel.setRoom(room({ readUpTo: '$three', receipt: '$three' }));
    assert.equal(behindLine(), 'four');
    viewModel.dispose();
  });

  it('is painted behind what was read at the last visit', () => {
    const { link, viewModel } = create();
    viewModel.paint({ room: room({ readUpTo: '$read', receipt: '$two' }), rows, savedAt: noon }, []);
    assert.ok(!viewModel.getSnapshot().items.some(({ kind }) => kind === 'new'));
    // Then the homeserver tells of more than a sync brings.
    link.setRows(address, [message('newest', { sender: bob })], { live: true, older: 'more' });
    viewModel.setRoom(room({ readUpTo: '$two', receipt: '$two', unread: { messages: 40, mentions: 0 } }));
    assert.deepEqual(viewModel.getSnapshot().firstUnread, { messages: 40, more: true });
  });

  it('is where the engine says, whatever was painted, and stays painted until it says so', () => {
    const { link, viewModel } = create();
    const hasLine = (): boolean => viewModel.getSnapshot().items.some(({ kind }) => kind === 'new');
    viewModel.paint({ room: room({ readUpTo: '$read', receipt: '$read' }), rows, savedAt: noon }, []);
    viewModel.setRoom(room());
    assert.ok(hasLine());
    link.setRows(address, rows, { live: true, older: 'more' });
    viewModel.setSeen('$two', true, true);
    viewModel.setRoom(room({ readUpTo: '$two', receipt: '$two' }));
    assert.ok(!hasLine(), 'read on another device since that visit');
    viewModel.dispose();
  });
});
