import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { parseRoomAddress } from '../../../src/protocol/room-address.ts';
import { RoomViewModel } from '../../../src/room/room-view-model.ts';
import { message } from '../../support/rows.ts';
import { ScriptedServices, account, address } from '../../support/scripted-services.ts';

const jwt = { kind: 'jwt', token: 'token', subject: 'alice' } as const;
const unreachable = async (): Promise<never> => Promise.reject(new WikiRoomError('homeserver-unreachable'));

const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function started(services: ScriptedServices): Promise<RoomViewModel> {
  const viewModel = new RoomViewModel({ services, address: parseRoomAddress(address), sent: () => undefined });
  await viewModel.start();
  await settled();
  return viewModel;
}

/** Longer than any wait before it is tried again. */
async function muchLater(): Promise<void> {
  mock.timers.tick(90_000);
  await settled();
}

describe('a quiet sign-in that could not be done', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('is tried again by itself, and the conversation goes on from where it was', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.quiet = unreachable;
    const viewModel = await started(services);
    const { open } = viewModel.getSnapshot();
    services.link.publish('session', '', { state: 'expired', userId: account.userId });
    await settled();
    assert.equal(viewModel.getSnapshot().actionError?.code, 'homeserver-unreachable');
    await muchLater();
    assert.equal(viewModel.getSnapshot().expired, true);
    services.authenticator.quiet = async () => jwt;
    await muchLater();
    assert.deepEqual([viewModel.getSnapshot().expired, viewModel.getSnapshot().open], [false, open]);
  });

  it('is tried again where the homeserver did not take the credential at that time', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.quiet = async () => jwt;
    const viewModel = await started(services);
    const { 'sign-in': accepted } = services.link.answers;
    services.refuse('sign-in', 'homeserver-error');
    services.link.publish('session', '', { state: 'expired', userId: account.userId });
    await settled();
    if (accepted !== undefined) services.link.answers['sign-in'] = accepted;
    await muchLater();
    assert.equal(viewModel.getSnapshot().expired, false);
  });

  it('gives way to a click', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.quiet = unreachable;
    const viewModel = await started(services);
    services.link.publish('session', '', { state: 'expired', userId: account.userId });
    await settled();
    const retry = Promise.withResolvers<undefined>();
    services.authenticator.quiet = () => retry.promise;
    await muchLater();
    assert.equal(viewModel.getSnapshot().busy, undefined, 'the button can be pressed');
    const signingIn = viewModel.signIn();
    retry.resolve(undefined);
    await signingIn;
    assert.deepEqual([services.authenticator.asked.at(-1), viewModel.getSnapshot().expired], ['popup', false]);
  });

  it('is not tried again after a sign-out', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.quiet = unreachable;
    const viewModel = await started(services);
    services.link.publish('session', '', { state: 'expired', userId: account.userId });
    await settled();
    services.authenticator.quiet = async () => jwt;
    await viewModel.signOut();
    await muchLater();
    assert.deepEqual([viewModel.getSnapshot().screen.kind, services.account], ['signed-out', undefined]);
  });

  it('leaves the button and the reason on screen while it is tried again', async () => {
    const services = new ScriptedServices();
    services.authenticator.quiet = unreachable;
    const viewModel = await started(services);
    const screens = new Set<string>();
    viewModel.subscribe(() => screens.add(viewModel.getSnapshot().screen.kind));
    await muchLater();
    assert.deepEqual([...screens], ['signed-out']);
    const { screen } = viewModel.getSnapshot();
    assert.ok(screen.kind === 'signed-out' && screen.error?.code === 'homeserver-unreachable');
  });

  it('is not tried again where it needs the person, or the room is gone from the page', async () => {
    const services = new ScriptedServices();
    services.authenticator.quiet = async () => Promise.reject(new WikiRoomError('sign-in-cancelled'));
    await started(services);
    services.authenticator.quiet = unreachable;
    const gone = await started(services);
    gone.dispose();
    services.authenticator.asked.length = 0;
    await muchLater();
    assert.deepEqual(services.authenticator.asked, []);
  });
});
