import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import type { MessageDraft } from '../../../src/protocol/outbox.ts';
import { message, room } from '../../support/rows.ts';
import { ScriptedServices, account, address } from '../../support/scripted-services.ts';
import { jwt, settled, started } from './started.ts';

const of = (...texts: string[]) => ({ userId: account.userId, texts });

const removed = { code: 'storage-unavailable', message: '', detail: 'removed' } as const;

/** A text, a change of a message and a file wait to be sent. */
function letWait(services: ScriptedServices): void {
  const file = { kind: 'image', name: 'cat.png', mime: 'image/png', size: 3 } as const;
  const drafts: MessageDraft[] = [{ text: 'plain' }, { text: 'better', edits: '$mine' }, { text: 'a caption', file }];
  const state = { kind: 'waiting' } as const;
  const roomId = room().roomId!;
  const records = drafts.map((draft, at) => ({ txnId: String(at), roomId, at, draft, state }));
  services.link.publish('outbox', roomId, { records });
}

describe('what is written when a session ends by itself', () => {
  it('hands what was being written to the next session when the browser removed the data', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    const { viewModel, snapshot } = await started(services);
    snapshot().open?.composer?.setText('half a sentence');
    services.account = undefined;
    services.link.publish('session', '', { state: 'signed-out', error: removed });
    const { screen } = snapshot();
    assert.ok(screen.kind === 'signed-out' && screen.error?.detail === 'removed');
    await viewModel.signIn();
    assert.equal(snapshot().open?.composer?.getSnapshot().text, 'half a sentence');
  });

  it('shows what was not sent when the homeserver ended the session, until somebody is signed in again', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    const { viewModel, snapshot } = await started(services);
    snapshot().open?.composer?.setText('half a sentence');
    services.account = undefined;
    const error = { code: 'signed-out-elsewhere', message: '' } as const;
    services.link.publish('session', '', {
      state: 'signed-out',
      error,
      unsent: of('waited', 'of another room', 'half a sentence'),
    });
    assert.deepEqual(snapshot().unsent, ['waited', 'of another room', 'half a sentence'], 'and nothing twice');
    services.authenticator.popup = async () => Promise.reject(new WikiRoomError('sign-in-cancelled'));
    await viewModel.signIn();
    assert.equal(snapshot().unsent.length, 3, 'a window that was closed takes nothing away');
    services.authenticator.popup = async () => jwt;
    await viewModel.signIn();
    assert.deepEqual(snapshot().unsent, ['waited', 'of another room'], 'what is not in the field');
    assert.equal(snapshot().open?.composer?.getSnapshot().text, 'half a sentence');
  });

  it('shows changes and files that waited when the browser removed the data, also beside the field, until they are put away', async () => {
    const services = new ScriptedServices().open([message('mine', { id: '$mine', own: true })]);
    const { viewModel, snapshot } = await started(services);
    letWait(services);
    snapshot().open?.composer?.setText('half a sentence');
    services.account = undefined;
    services.link.publish('session', '', { state: 'signed-out', error: removed });
    assert.deepEqual(snapshot().unsent, ['plain', 'better', 'a caption cat.png', 'half a sentence']);
    await viewModel.signIn();
    assert.equal(snapshot().open?.composer?.getSnapshot().text, 'plain\nhalf a sentence');
    assert.deepEqual(snapshot().unsent, ['better', 'a caption cat.png']);
    viewModel.forgetUnsent();
    assert.deepEqual(snapshot().unsent, []);
  });

  it('shows them where the engine that remembered them is gone, and nothing of it to who comes after a sign-out', async () => {
    const services = new ScriptedServices().open([message('mine', { id: '$mine', own: true })]);
    const { viewModel, snapshot } = await started(services);
    letWait(services);
    services.authenticator.quiet = async () => jwt;
    services.link.answers['sign-in'] = async () => {
      services.account = { ...account, deviceId: 'NEXT' };
      services.link.publish('session', '', { state: 'signed-in', ...services.account });
    };
    services.link.publish('session', '', { state: 'signed-out', error: { ...removed, detail: 'forgotten' } });
    await settled();
    assert.deepEqual(snapshot().unsent, ['better', 'a caption cat.png']);
    // Nothing is lost by the next one, either.
    services.link.publish('outbox', room().roomId!, { records: [] });
    services.account = undefined;
    services.link.publish('session', '', { state: 'signed-out', error: removed });
    assert.deepEqual(snapshot().unsent, ['better', 'a caption cat.png', 'plain']);
    await viewModel.signIn();
    await viewModel.signOut();
    assert.deepEqual(snapshot().unsent, []);
  });

  it('shows them in a page that was away as the session ended, and where somebody changes a message by now', async () => {
    for (const ended of [true, false]) {
      const services = new ScriptedServices().open([message('mine', { id: '$mine', own: true })]);
      const { viewModel, snapshot } = await started(services);
      letWait(services);
      services.account = ended ? undefined : { ...account, deviceId: 'NEXT' };
      if (ended) services.ended = account;
      services.records.wipe();
      services.records.draft = async () => ({ text: '', edit: { eventId: '$mine', text: 'being changed' } });
      await viewModel.cameBack();
      await settled();
      assert.deepEqual(snapshot().unsent, ['plain', 'better', 'a caption cat.png']);
    }
  });

  it('shows the change of a message, too, and makes no message of its own of it', async () => {
    const services = new ScriptedServices().open([message('mine', { own: true, editable: 'mine' })]);
    const { viewModel, snapshot } = await started(services);
    const { composer } = snapshot().open ?? {};
    composer?.setText('half a sentence');
    composer?.editLast();
    composer?.setText('my better words');
    services.account = undefined;
    const error = { code: 'signed-out-elsewhere', message: '' } as const;
    services.link.publish('session', '', { state: 'signed-out', error, unsent: of() });
    assert.deepEqual(snapshot().unsent, ['half a sentence', 'my better words']);
    await viewModel.signIn();
    assert.equal(snapshot().open?.composer?.getSnapshot().text, 'half a sentence');
  });

  it('keeps what was being written in a page that was away as the homeserver ended the session', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    const { viewModel, snapshot } = await started(services);
    snapshot().open?.composer?.setText('half a sentence');
    services.account = undefined;
    services.ended = account;
    services.records.wipe();
    await viewModel.cameBack();
    const { screen, unsent, open } = snapshot();
    assert.equal(screen.kind === 'signed-out' && screen.error?.code, 'signed-out-elsewhere');
    assert.deepEqual([unsent, open], [['half a sentence'], undefined]);
    await viewModel.signIn();
    assert.deepEqual([snapshot().unsent, snapshot().open?.composer?.getSnapshot().text], [[], 'half a sentence']);
  });

  it('keeps it where the same person has signed in again meanwhile, before what was written there', async () => {
    for (const [written, kept] of [
      ['', 'half a sentence'],
      ['written since', 'half a sentence\nwritten since'],
      ['half a sentence, and more', 'half a sentence, and more'],
    ] as const) {
      const services = new ScriptedServices().open([message('hi')]);
      const { viewModel, snapshot } = await started(services);
      snapshot().open?.composer?.setText('half a sentence');
      services.account = { ...account, deviceId: 'NEXT' };
      services.records.wipe();
      services.records.draft = async () => (written === '' ? undefined : { text: written });
      await viewModel.cameBack();
      await settled();
      const text = snapshot().open?.composer?.getSnapshot().text;
      assert.equal(text, kept);
      assert.deepEqual(snapshot().unsent, []);
    }
  });

  it('keeps nothing in a page that was away as the reader signed out, or another person in', async () => {
    for (const next of [undefined, { ...account, userId: '@bob:example.org', subject: 'bob', deviceId: 'BOBS' }]) {
      const services = new ScriptedServices().open([message('hi')]);
      const { viewModel, snapshot } = await started(services);
      snapshot().open?.composer?.setText('half a sentence');
      services.account = next;
      services.records.wipe();
      await viewModel.cameBack();
      await settled();
      assert.deepEqual([snapshot().unsent, snapshot().open?.written ?? ''], [[], '']);
    }
  });

  it('gives another person nothing of what was not sent', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    const { viewModel, snapshot } = await started(services);
    snapshot().open?.composer?.setText('half a sentence');
    services.account = undefined;
    const error = { code: 'signed-out-elsewhere', message: '' } as const;
    services.link.publish('session', '', { state: 'signed-out', error, unsent: of('waited') });
    // What is stored is wiped with the account.
    await services.records.saveDraft(address, undefined);
    services.link.answers['sign-in'] = async () => {
      services.account = { ...account, userId: '@bob:example.org', subject: 'bob' };
      services.link.publish('session', '', { state: 'signed-in', ...services.account });
    };
    await viewModel.signIn();
    assert.deepEqual([snapshot().unsent, snapshot().open?.composer?.getSnapshot().text], [[], '']);
  });

  it('counts what is being stored as not sent, where the session ends and where the reader signs out', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    const { viewModel, snapshot } = await started(services);
    services.records.addToOutbox = () => new Promise(() => undefined);
    const { composer } = snapshot().open ?? {};
    composer?.setText('being stored');
    void composer?.send();
    await settled();
    composer?.setText('half a sentence');
    await viewModel.requestSignOut();
    assert.deepEqual(snapshot().losses, { unsent: 1, keys: false });
    services.account = undefined;
    const error = { code: 'signed-out-elsewhere', message: '' } as const;
    services.link.publish('session', '', { state: 'signed-out', error, unsent: of() });
    assert.deepEqual(snapshot().unsent, ['being stored\nhalf a sentence']);
  });
});
