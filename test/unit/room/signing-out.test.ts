import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { message } from '../../support/rows.ts';
import { ScriptedServices, account } from '../../support/scripted-services.ts';
import { expire, jwt, settled, started } from './started.ts';
import type { Shown } from './started.ts';

describe('signing out', () => {
  it('leaves nothing on screen and offers the log-out of the identity provider', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.logout = 'https://sso.example.org/logout';
    const { viewModel, snapshot } = await started(services);
    await viewModel.signOut();
    assert.deepEqual(snapshot().screen, { kind: 'signed-out', logoutUrl: 'https://sso.example.org/logout' });
    assert.deepEqual([snapshot().room, snapshot().open, snapshot().account], [undefined, undefined, undefined]);
  });

  it('names whose session it means', async () => {
    const services = new ScriptedServices().open([]);
    const { viewModel } = await started(services);
    await viewModel.signOut();
    assert.deepEqual(services.link.callsOf('sign-out'), [{ records: account.deviceId }]);
  });

  for (const [where, signOut] of [
    ['here', async ({ viewModel }: Shown) => viewModel.signOut()],
    [
      'in another tab',
      async (_shown: Shown, services: ScriptedServices) => {
        services.account = undefined;
        services.link.publish('session', '', { state: 'signed-out' });
      },
    ],
  ] as const) {
    it(`is not undone by a quiet sign-in that was under way: ${where}`, async () => {
      const services = new ScriptedServices().open([]);
      const quiet = Promise.withResolvers<typeof jwt>();
      services.authenticator.quiet = async () => quiet.promise;
      const shown = await started(services);
      await expire(services);
      assert.equal(shown.snapshot().busy, 'sign-in');
      await signOut(shown, services);
      quiet.resolve(jwt);
      await settled();
      assert.deepEqual(services.link.callsOf('sign-in'), []);
      assert.deepEqual([shown.snapshot().screen.kind, shown.snapshot().busy], ['signed-out', undefined]);
    });
  }

  it('is not undone by a window that was opened before', async () => {
    const services = new ScriptedServices().open([]);
    const popup = Promise.withResolvers<typeof jwt>();
    services.authenticator.popup = async () => popup.promise;
    const { viewModel, snapshot } = await started(services);
    await expire(services);
    const signingIn = viewModel.signIn();
    await viewModel.signOut();
    popup.resolve(jwt);
    await signingIn;
    assert.deepEqual([services.link.callsOf('sign-in'), snapshot().screen.kind], [[], 'signed-out']);
  });

  it('is noticed by a page that was away, before an engine says so', async () => {
    const services = new ScriptedServices().open([message('secret')]);
    const { viewModel, snapshot } = await started(services);
    await viewModel.cameBack();
    assert.equal(snapshot().screen.kind, 'room');
    services.account = undefined;
    await viewModel.cameBack();
    assert.deepEqual([snapshot().screen.kind, snapshot().room, snapshot().open], ['signed-out', undefined, undefined]);
  });

  it('says so where the local traces may still be there', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.refuse('sign-out', 'engine-lost');
    const { viewModel, snapshot } = await started(services);
    await viewModel.signOut();
    assert.equal(snapshot().screen.kind, 'failed');
  });

  it('follows another element that signed out, and says why where the homeserver did', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    const { snapshot } = await started(services);
    services.link.publish('session', '', {
      state: 'signed-out',
      error: { code: 'signed-out-elsewhere', message: 'x' },
    });
    const { screen, open } = snapshot();
    assert.equal(screen.kind === 'signed-out' && screen.error?.code, 'signed-out-elsewhere');
    assert.equal(open, undefined);
  });
});
