import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { message } from '../../support/rows.ts';
import { ScriptedServices } from '../../support/scripted-services.ts';
import { expire, jwt, settled, started } from './started.ts';

const unreachable = async (): Promise<never> => Promise.reject(new WikiRoomError('homeserver-unreachable'));

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
    const { snapshot } = await started(services);
    const { open } = snapshot();
    await expire(services);
    assert.equal(snapshot().actionError?.code, 'homeserver-unreachable');
    await muchLater();
    assert.equal(snapshot().expired, true);
    services.authenticator.quiet = async () => jwt;
    await muchLater();
    assert.deepEqual([snapshot().expired, snapshot().open], [false, open]);
  });

  it('is tried again where the homeserver did not take the credential at that time', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.quiet = async () => jwt;
    const { snapshot } = await started(services);
    const { 'sign-in': accepted } = services.link.answers;
    services.refuse('sign-in', 'homeserver-error');
    await expire(services);
    if (accepted !== undefined) services.link.answers['sign-in'] = accepted;
    await muchLater();
    assert.equal(snapshot().expired, false);
  });

  it('waits as long as the homeserver asks, within reason', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.quiet = async () =>
      Promise.reject(new WikiRoomError('rate-limited', '', { retryAfterMs: 2 ** 40 }));
    const { snapshot } = await started(services);
    await expire(services);
    services.authenticator.quiet = async () => jwt;
    await muchLater();
    assert.equal(snapshot().expired, true);
    for (let minutes = 0; minutes < 6; minutes++) await muchLater();
    assert.equal(snapshot().expired, false);
  });

  it('is done without a click where the identity provider answers late', async () => {
    const services = new ScriptedServices();
    const late = Promise.withResolvers<typeof jwt>();
    services.authenticator.lateAnswer = () => late.promise;
    const { snapshot } = await started(services);
    assert.equal(snapshot().screen.kind, 'signed-out');
    services.authenticator.lateAnswer = async () => undefined;
    late.resolve(jwt);
    await settled();
    assert.equal(snapshot().screen.kind, 'room');
  });

  it('is not done late for who signed in by a click, and out again', async () => {
    const services = new ScriptedServices();
    const late = Promise.withResolvers<typeof jwt>();
    services.authenticator.lateAnswer = () => late.promise;
    const { viewModel, snapshot } = await started(services);
    services.authenticator.lateAnswer = async () => undefined;
    await viewModel.signIn();
    assert.equal(snapshot().screen.kind, 'room');
    await viewModel.signOut();
    late.resolve(jwt);
    await settled();
    assert.equal(snapshot().screen.kind, 'signed-out');
  });

  it('gives way to a click', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.quiet = unreachable;
    const { viewModel, snapshot } = await started(services);
    await expire(services);
    const retry = Promise.withResolvers<undefined>();
    services.authenticator.quiet = () => retry.promise;
    await muchLater();
    assert.equal(snapshot().busy, undefined, 'the button can be pressed');
    const signingIn = viewModel.signIn();
    retry.resolve(undefined);
    await signingIn;
    assert.deepEqual([services.authenticator.asked.at(-1), snapshot().expired], ['popup', false]);
  });

  it('is not tried again after a sign-out', async () => {
    const services = new ScriptedServices().open([message('hi')]);
    services.authenticator.quiet = unreachable;
    const { viewModel, snapshot } = await started(services);
    await expire(services);
    services.authenticator.quiet = async () => jwt;
    await viewModel.signOut();
    await muchLater();
    assert.deepEqual([snapshot().screen.kind, services.account], ['signed-out', undefined]);
  });

  it('leaves the button and the reason on screen while it is tried again', async () => {
    const services = new ScriptedServices();
    services.authenticator.quiet = unreachable;
    const { viewModel, snapshot } = await started(services);
    const screens = new Set<string>();
    viewModel.subscribe(() => screens.add(snapshot().screen.kind));
    await muchLater();
    assert.deepEqual([...screens], ['signed-out']);
    const { screen } = snapshot();
    assert.ok(screen.kind === 'signed-out' && screen.error?.code === 'homeserver-unreachable');
  });

  it('is not tried again where it needs the person, or the room is gone from the page', async () => {
    const services = new ScriptedServices();
    services.authenticator.quiet = async () => Promise.reject(new WikiRoomError('sign-in-cancelled'));
    await started(services);
    services.authenticator.quiet = unreachable;
    const { viewModel } = await started(services);
    viewModel.dispose();
    services.authenticator.asked.length = 0;
    await muchLater();
    assert.deepEqual(services.authenticator.asked, []);
  });
});
