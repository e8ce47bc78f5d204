import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { message, room } from '../../support/rows.ts';
import { ScriptedServices, account, address } from '../../support/scripted-services.ts';
import { settled, show } from './started.ts';

describe('the conversation that is waited for', () => {
  it('comes when the reader is in the room', async () => {
    const services = new ScriptedServices();
    services.account = account;
    const { viewModel } = show(services);
    let opened = false;
    const opening = viewModel.opened().then((open) => {
      opened = true;
      return open;
    });
    void viewModel.start();
    await settled();
    services.link.publish('room', address, room({ access: { kind: 'opening' } }));
    await settled();
    assert.equal(opened, false);
    services.open([message('hi')]);
    assert.equal(await opening, viewModel.getSnapshot().open);
  });

  it('is refused for what stands in its way', async () => {
    const out = show(new ScriptedServices());
    const signedOut = assert.rejects(out.viewModel.opened(), { code: 'sign-in-required' });
    await out.viewModel.start();
    await signedOut;
    for (const [access, code] of [
      [{ kind: 'refused', error: { code: 'banned', message: '' } }, 'banned'],
      [{ kind: 'joinable' }, 'not-allowed'],
      [{ kind: 'invited' }, 'not-allowed'],
    ] as const) {
      const services = new ScriptedServices();
      services.account = account;
      services.link.publish('room', address, room({ access }));
      const { viewModel } = show(services);
      const refused = assert.rejects(viewModel.opened(), { code });
      await viewModel.start();
      await refused;
    }
  });

  it('is waited for no longer once the room is shown no more', async () => {
    const { viewModel } = show(new ScriptedServices());
    const gone = assert.rejects(viewModel.opened(), { code: 'engine-lost' });
    viewModel.dispose();
    await gone;
  });
});
