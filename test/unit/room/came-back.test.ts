import assert from 'node:assert/strict';
import { it } from 'node:test';
import { message, room } from '../../support/rows.ts';
import { ScriptedServices } from '../../support/scripted-services.ts';
import { started } from './started.ts';

it('shows no more, after the page was away, what was sent meanwhile', async () => {
  const services = new ScriptedServices().open([message('mine', { id: '$mine', own: true, editable: 'mine' })]);
  const { viewModel, snapshot } = await started(services);
  const timeline = snapshot().open?.timeline;
  const draft = { text: 'better', edits: '$mine' };
  timeline?.showEcho({ txnId: 'change', roomId: room().roomId!, at: 1, draft, state: { kind: 'waiting' } });
  const echoes = () => timeline?.getSnapshot().items.filter((item) => item.kind === 'message' && item.echo).length;
  assert.equal(echoes(), 1);
  await viewModel.cameBack();
  assert.equal(echoes(), 0);
});
