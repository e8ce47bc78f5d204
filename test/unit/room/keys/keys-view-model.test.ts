import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WikiRoomError } from '../../../../src/protocol/error.ts';
import type { CryptoSnapshot } from '../../../../src/protocol/room.ts';
import { KeysViewModel } from '../../../../src/room/keys/keys-view-model.ts';
import { ScriptedLink } from '../../../support/scripted-link.ts';

function keys(state: CryptoSnapshot) {
  const link = new ScriptedLink();
  link.publish('crypto', '', state);
  const viewModel = new KeysViewModel(link);
  return { link, viewModel, snapshot: () => viewModel.getSnapshot() };
}

describe('KeysViewModel', () => {
  it('asks only what is wanted', () => {
    const asked = (state: CryptoSnapshot): string => keys(state).snapshot().prompt.kind;
    assert.equal(asked({ state: 'off' }), 'none');
    assert.equal(asked({ state: 'needs-recovery' }), 'recover');
    assert.equal(asked({ state: 'ready', saved: false }), 'save');
    assert.equal(asked({ state: 'ready', saved: true }), 'none');
    assert.equal(asked({ state: 'restoring', done: 1, total: 2 }), 'none');
  });

  it('tells of a wrong key and asks again', async () => {
    const { link, viewModel, snapshot } = keys({ state: 'needs-recovery' });
    link.answers.recover = async () => Promise.reject(new WikiRoomError('wrong-recovery-key'));
    await viewModel.recover('not it');
    assert.deepEqual(
      [snapshot().error?.code, snapshot().prompt.kind, snapshot().busy],
      ['wrong-recovery-key', 'recover', false],
    );
    link.answers.recover = async () => link.publish('crypto', '', { state: 'restoring', done: 0, total: 10 });
    await viewModel.recover('it');
    assert.deepEqual([snapshot().error, snapshot().prompt.kind], [undefined, 'none']);
  });

  it('sends no empty key', async () => {
    const { link, viewModel } = keys({ state: 'needs-recovery' });
    await viewModel.recover(' \n');
    assert.deepEqual(link.calls, []);
  });

  it('puts a question off until it is asked for', () => {
    const { link, viewModel, snapshot } = keys({ state: 'needs-recovery' });
    viewModel.putOff();
    link.publish('crypto', '', { state: 'needs-recovery' });
    assert.equal(snapshot().prompt.kind, 'none');
    assert.equal(viewModel.isWaiting, true);
    viewModel.ask();
    assert.equal(snapshot().prompt.kind, 'recover');
  });

  it('shows a new key until it is put away, whatever happens meanwhile', async () => {
    const { link, viewModel, snapshot } = keys({ state: 'ready', saved: false });
    link.answers['create-recovery-key'] = async () => ({ recoveryKey: 'EsTk' });
    await viewModel.createRecoveryKey();
    link.publish('crypto', '', { state: 'ready', saved: true });
    assert.deepEqual(snapshot().prompt, { kind: 'show', recoveryKey: 'EsTk' });
    viewModel.recoveryKeyKept();
    assert.equal(snapshot().prompt.kind, 'none');
    assert.equal(viewModel.isWaiting, false);
    assert.doesNotMatch(JSON.stringify(snapshot()), /EsTk/);
  });
});
