import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { message, room } from '../../support/rows.ts';
import { ScriptedServices, account } from '../../support/scripted-services.ts';
import { settled, started } from './started.ts';

describe('an account that the homeserver stops', () => {
  describe('a locked account', () => {
    const error = { code: 'account-locked', message: '', detail: 'M_USER_LOCKED' } as const;

    it('takes the room away while it is open', async () => {
      const services = new ScriptedServices().open([message('hi')]);
      const { snapshot } = await started(services);
      services.link.publish('session', '', { state: 'failed', error });
      assert.deepEqual(snapshot().screen, { kind: 'failed', error });
    });

    it('is painted only when the homeserver has let it in again', async () => {
      const services = new ScriptedServices();
      services.account = { ...account, locked: true };
      services.records.stored = { room: room({ name: 'Painted' }), rows: [message('old')], savedAt: 0 };
      const { snapshot } = await started(services);
      assert.deepEqual([snapshot().screen.kind, snapshot().room], ['loading', undefined]);
      services.link.publish('session', '', { state: 'failed', error });
      assert.deepEqual([snapshot().screen.kind, snapshot().room], ['failed', undefined]);
      services.open([message('new')]);
      await settled();
      assert.deepEqual([snapshot().screen.kind, snapshot().room?.name], ['room', 'Alpha']);
    });
  });

  it('may read and not write, as long as a refused message lies there', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    const { snapshot } = await started(services);
    const error = { code: 'account-locked', message: '', detail: 'M_USER_SUSPENDED' } as const;
    const record = { txnId: 't', roomId: room().roomId!, at: 1, draft: { text: 'x' } };
    services.link.publish('outbox', room().roomId!, { records: [{ ...record, state: { kind: 'failed', error } }] });
    assert.deepEqual([snapshot().screen.kind, snapshot().suspended], ['room', true]);
    services.link.publish('outbox', room().roomId!, { records: [{ ...record, state: { kind: 'waiting' } }] });
    assert.equal(snapshot().suspended, false);
  });
});
