import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WikiRoomError } from '../../../../src/protocol/error.ts';
import type { CryptoSnapshot } from '../../../../src/protocol/room.ts';
import { KeysViewModel } from '../../../../src/room/keys/keys-view-model.ts';
import { MemoryRoomStore, ScriptedLink } from '../../../support/scripted-link.ts';
import { settled } from '../started.ts';

/** `store`: what was remembered in earlier visits. */
async function keys(state: CryptoSnapshot, store = new MemoryRoomStore()) {
  const link = new ScriptedLink();
  link.publish('crypto', '', state);
  const viewModel = new KeysViewModel(link, store);
  await settled();
  return { link, store, viewModel, snapshot: () => viewModel.getSnapshot() };
}

describe('KeysViewModel', () => {
  it('asks only what is wanted', async () => {
    const asked = async (state: CryptoSnapshot): Promise<string> => (await keys(state)).snapshot().prompt.kind;
    assert.equal(await asked({ state: 'off' }), 'none');
    assert.equal(await asked({ state: 'needs-recovery' }), 'recover');
    assert.equal(await asked({ state: 'ready', saved: false }), 'save');
    assert.equal(await asked({ state: 'ready', saved: true }), 'none');
    assert.equal(await asked({ state: 'restoring', done: 1, total: 2 }), 'none');
  });

  it('tells of a wrong key and asks again', async () => {
    const { link, viewModel, snapshot } = await keys({ state: 'needs-recovery' });
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

  it('has the browser asked to keep what is stored once a recovery key was entered, or is put to use', async () => {
    const { link, viewModel, store } = await keys({ state: 'needs-recovery' });
    link.answers.recover = async () => Promise.reject(new WikiRoomError('wrong-recovery-key'));
    await viewModel.recover('not it');
    assert.equal(store.asksToKeep, 0);
    link.answers.recover = async () => link.publish('crypto', '', { state: 'ready', saved: false });
    await viewModel.recover('it');
    assert.equal(store.asksToKeep, 1);
    link.answers['make-recovery-key'] = async () => ({ recoveryKey: 'EsTk' });
    await viewModel.showRecoveryKey();
    assert.equal(store.asksToKeep, 1);
    await viewModel.recoveryKeyKept();
    assert.equal(store.asksToKeep, 2);
  });

  it('sends no empty key', async () => {
    const { link, viewModel } = await keys({ state: 'needs-recovery' });
    await viewModel.recover(' \n');
    assert.deepEqual(link.calls, []);
  });

  it('puts a question off until it is asked for', async () => {
    const { link, viewModel, snapshot } = await keys({ state: 'needs-recovery' });
    viewModel.putOff();
    link.publish('crypto', '', { state: 'needs-recovery' });
    assert.equal(snapshot().prompt.kind, 'put-off');
    assert.equal(viewModel.isWaiting, true);
    viewModel.ask();
    assert.equal(snapshot().prompt.kind, 'recover');
  });

  it('shows a new key until it is put away, whatever happens meanwhile, and puts it to use only then', async () => {
    const { link, viewModel, snapshot } = await keys({ state: 'ready', saved: false });
    link.answers['make-recovery-key'] = async () => ({ recoveryKey: 'EsTk' });
    await viewModel.showRecoveryKey();
    link.publish('crypto', '', { state: 'ready', saved: true });
    assert.deepEqual(snapshot().prompt, { kind: 'show', recoveryKey: 'EsTk' });
    assert.deepEqual(link.callsOf('use-recovery-key'), []);
    await viewModel.recoveryKeyKept();
    assert.deepEqual(link.callsOf('use-recovery-key'), [{ recoveryKey: 'EsTk' }]);
    assert.equal(snapshot().prompt.kind, 'none');
    assert.equal(viewModel.isWaiting, false);
    assert.doesNotMatch(JSON.stringify(snapshot()), /EsTk/);
  });

  it('keeps a new key on screen that could not be put to use', async () => {
    const { link, viewModel, snapshot } = await keys({ state: 'ready', saved: false });
    link.answers['make-recovery-key'] = async () => ({ recoveryKey: 'EsTk' });
    link.answers['use-recovery-key'] = async () => Promise.reject(new WikiRoomError('homeserver-unreachable'));
    await viewModel.showRecoveryKey();
    await viewModel.recoveryKeyKept();
    assert.deepEqual(
      [snapshot().prompt, snapshot().error?.code],
      [{ kind: 'show', recoveryKey: 'EsTk' }, 'homeserver-unreachable'],
    );
    link.answers['use-recovery-key'] = async () => undefined;
    await viewModel.recoveryKeyKept();
    assert.deepEqual([snapshot().prompt.kind, snapshot().error], ['none', undefined]);
  });

  it('puts off a key that was shown, and asks again only when it is asked to', async () => {
    const { link, viewModel, snapshot } = await keys({ state: 'ready', saved: false });
    link.answers['make-recovery-key'] = async () => ({ recoveryKey: 'EsTk' });
    await viewModel.showRecoveryKey();
    viewModel.putOff();
    link.publish('crypto', '', { state: 'ready', saved: false });
    assert.equal(snapshot().prompt.kind, 'put-off');
    assert.equal(viewModel.isWaiting, true);
    assert.deepEqual(link.callsOf('use-recovery-key'), []);
  });

  it('says that the key which was shown opens nothing where another one was made meanwhile', async () => {
    const { link, viewModel, snapshot } = await keys({ state: 'ready', saved: false });
    link.answers['make-recovery-key'] = async () => ({ recoveryKey: 'EsTk' });
    link.answers['use-recovery-key'] = async () =>
      Promise.reject(new WikiRoomError('not-allowed', 'there is one', { detail: 'exists' }));
    await viewModel.showRecoveryKey();
    await viewModel.recoveryKeyKept();
    link.publish('crypto', '', { state: 'ready', saved: true });
    assert.deepEqual([snapshot().prompt, snapshot().error], [{ kind: 'superseded' }, undefined]);
    viewModel.putOff();
    assert.equal(snapshot().prompt.kind, 'none');
  });
});
