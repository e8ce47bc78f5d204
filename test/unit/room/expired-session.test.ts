import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { message, room } from '../../support/rows.ts';
import { ScriptedServices, account } from '../../support/scripted-services.ts';
import { expire, jwt, settled, started } from './started.ts';

describe('an expired session', () => {
  it('is renewed quietly', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.quiet = async () => jwt;
    const { snapshot } = await started(services);
    const { open } = snapshot();
    await expire(services);
    assert.deepEqual([snapshot().expired, snapshot().screen.kind], [false, 'room']);
    assert.equal(snapshot().open, open, 'drafts and place are kept');
  });

  it('keeps everything readable while a click is needed', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    const { viewModel, snapshot } = await started(services);
    const { open } = snapshot();
    await expire(services);
    assert.deepEqual([snapshot().expired, snapshot().screen.kind, snapshot().busy], [true, 'room', undefined]);
    await viewModel.signIn();
    assert.deepEqual([snapshot().expired, snapshot().open], [false, open]);
  });

  it('leaves on screen what is there where another device takes its place', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    const { snapshot } = await started(services);
    const { open } = snapshot();
    services.link.publish('session', '', { state: 'expired', userId: account.userId });
    services.account = { ...account, deviceId: 'NEXT', records: account.deviceId };
    services.link.publish('session', '', { state: 'signed-in', userId: account.userId, deviceId: 'NEXT' });
    await settled();
    assert.equal(snapshot().open, open);
    assert.deepEqual([snapshot().expired, snapshot().account?.deviceId], [false, 'NEXT']);
  });

  it('says why signing in again did not work, on the same screen', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.popup = async () => Promise.reject(new WikiRoomError('sign-in-cancelled'));
    const { viewModel, snapshot } = await started(services);
    await expire(services);
    await viewModel.signIn();
    assert.deepEqual([snapshot().screen.kind, snapshot().actionError?.code], ['room', 'sign-in-cancelled']);
  });
});

describe('an engine that was lost with all it remembered', () => {
  const another = { ...account, deviceId: 'ANOTHER' };

  async function forgotten(services: ScriptedServices) {
    services.isPersistent = false;
    const shown = await started(services);
    services.account = undefined;
    const error = { code: 'storage-unavailable', message: '', detail: 'forgotten' } as const;
    services.link.publish('session', '', { state: 'signed-out', error });
    return shown;
  }

  it('is signed in to quietly, and what was written goes on from where it was', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.quiet = async () => {
      await settled();
      return jwt;
    };
    services.link.answers['sign-in'] = async () => {
      services.account = another;
      services.link.publish('session', '', { state: 'signed-in', ...another });
      services.link.publish('outbox', record.roomId, { records: [] });
    };
    const record = { txnId: 'unsent', roomId: room().roomId!, at: 1, draft: { text: 'unsent' } };
    services.records.records = [{ ...record, state: { kind: 'waiting' } }];
    const { snapshot } = await forgotten(services);
    assert.equal(snapshot().screen.kind, 'room');
    assert.ok(snapshot().open?.timeline.getSnapshot().painted, 'what is shown stays');
    snapshot().open?.composer?.setText('half a sentence');
    services.records.records = [];
    await settled();
    await settled();
    assert.equal(snapshot().account?.deviceId, 'ANOTHER');
    assert.equal(snapshot().open?.composer?.getSnapshot().text, 'unsent\nhalf a sentence');
  });

  it('keeps everything readable while a click is needed', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    const { snapshot } = await forgotten(services);
    await settled();
    assert.deepEqual([snapshot().expired, snapshot().screen.kind, snapshot().busy], [true, 'room', undefined]);
  });
});
