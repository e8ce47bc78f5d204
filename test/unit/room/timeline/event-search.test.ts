import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { WikiRoomError } from '../../../../src/protocol/error.ts';
import type { TimelineViewModel } from '../../../../src/room/timeline/timeline-view-model.ts';
import { message } from '../../../support/rows.ts';
import { ScriptedLink } from '../../../support/scripted-link.ts';
import { address, create } from './shown-timeline.ts';

function texts(viewModel: TimelineViewModel): string[] {
  return viewModel.getSnapshot().items.flatMap((item) => (item.kind === 'message' ? [item.row.body.plain] : []));
}

describe('an event that a reader goes to', () => {
  it('brings an event that is not loaded into view, and says after a moment that it looks for it', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const link = new ScriptedLink();
    const { viewModel } = create(link);
    link.setRows(address, [message('a')]);
    const found = Promise.withResolvers<void>();
    link.answers['find-event'] = async ({ eventId }) => {
      await found.promise;
      link.setRows(address, [message('old', { id: eventId }), ...link.rows]);
      return { eventId };
    };
    const showing = viewModel.showEvent('$old');
    t.mock.timers.tick(399);
    assert.equal(viewModel.getSnapshot().seeking, false);
    t.mock.timers.tick(1);
    assert.equal(viewModel.getSnapshot().seeking, true);
    found.resolve();
    await showing;
    assert.equal(viewModel.getSnapshot().seeking, false);
    assert.equal(viewModel.getSnapshot().target?.id, '$old');
    assert.deepEqual(texts(viewModel), ['old', 'a']);
  });

  it('says for a while that an event cannot be had, and no longer once another can', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const link = new ScriptedLink();
      const { viewModel } = create(link);
      const here = message('here');
      link.setRows(address, [here]);
      link.answers['find-event'] = async () => Promise.reject(new WikiRoomError('room-not-found', 'none'));
      const missing = (): string | undefined => viewModel.getSnapshot().missing?.id;
      await assert.rejects(viewModel.showEvent('$gone'), { code: 'room-not-found' });
      assert.equal(missing(), '$gone');
      await viewModel.showEvent(here.id);
      assert.equal(missing(), undefined);
      await assert.rejects(viewModel.showEvent('$gone'));
      mock.timers.tick(8_000);
      assert.equal(missing(), undefined);
      viewModel.dispose();
    } finally {
      mock.timers.reset();
    }
  });

  it('says nothing of an event that is not wanted any more, and goes nowhere for it', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const link = new ScriptedLink();
    const { viewModel } = create(link);
    const here = message('here');
    link.setRows(address, [here]);
    const snapshot = (): unknown => {
      const { seeking, missing, target } = viewModel.getSnapshot();
      return [seeking, missing?.id, target?.id];
    };
    for (const leave of [() => viewModel.showEvent(here.id), async () => viewModel.stopSearch()]) {
      const answer = Promise.withResolvers<{ eventId: string }>();
      link.answers['find-event'] = () => answer.promise;
      const searching = viewModel.showEvent('$slow').catch(() => undefined);
      t.mock.timers.tick(400);
      assert.equal(viewModel.getSnapshot().seeking, true);
      await leave();
      assert.deepEqual(snapshot(), [false, undefined, here.id]);
      answer.reject(new WikiRoomError('room-not-found', 'none'));
      await searching;
      t.mock.timers.tick(400);
      assert.deepEqual(snapshot(), [false, undefined, here.id]);
    }
  });

  it('goes on saying that an event cannot be had to which a link led, until that was read', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const link = new ScriptedLink();
    const { viewModel } = create(link);
    link.answers['find-event'] = async () => Promise.reject(new WikiRoomError('room-not-found', 'none'));
    const href = 'https://matrix.to/#/!alpha%3Aexample.org/%24gone';
    await assert.rejects(viewModel.showEvent('$gone', { href }));
    t.mock.timers.tick(60_000);
    const error = { code: 'room-not-found', message: 'none' };
    assert.deepEqual(viewModel.getSnapshot().missing, { id: '$gone', error, href });
    viewModel.leaveMissing();
    assert.equal(viewModel.getSnapshot().missing, undefined);
  });
});
