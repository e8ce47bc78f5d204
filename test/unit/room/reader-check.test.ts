import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRoomAddress } from '../../../src/protocol/room-address.ts';
import { RoomViewModel } from '../../../src/room/room-view-model.ts';
import { message, room } from '../../support/rows.ts';
import { ScriptedServices, account, address } from '../../support/scripted-services.ts';

const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const bob = { userId: '@bob:example.org', deviceId: 'B', subject: 'bob', expired: false };

/** Alice's room is stored, and was known to be the one of the page's reader `alice`. */
async function stored(reader: string | undefined) {
  const services = new ScriptedServices();
  services.account = account;
  services.records.stored = { room: room({ name: 'Of Alice' }), rows: [message('secret')], savedAt: 0 };
  if (reader !== undefined) await services.records.savePreferences({ reader });
  return services;
}

function show(services: ScriptedServices, user?: string) {
  const viewModel = new RoomViewModel({ services, address: parseRoomAddress(address), user, sent: () => undefined });
  let painted = false;
  viewModel.subscribe(() => (painted ||= viewModel.getSnapshot().room !== undefined));
  return { viewModel, snapshot: () => viewModel.getSnapshot(), wasPainted: () => painted };
}

const signs = ({ link }: ScriptedServices): string[] =>
  link.calls.map(({ name }) => name).filter((name) => name.startsWith('sign'));

describe('a page that names its reader', () => {
  it('is painted at once where it names the one of before', async () => {
    const services = await stored('XWiki.Alice');
    services.authenticator.currentSubject = async () => new Promise(() => undefined);
    const { viewModel, snapshot } = show(services, 'XWiki.Alice');
    void viewModel.start();
    await settled();
    assert.deepEqual([snapshot().room?.name, snapshot().painted], ['Of Alice', true]);
  });

  for (const [name, reader] of [
    ['another than before', 'XWiki.Alice'],
    ['one for the first time', undefined],
  ] as const) {
    it(`shows nothing before the provider has answered where it names ${name}`, async () => {
      const services = await stored(reader);
      const subject = Promise.withResolvers<string | undefined>();
      services.authenticator.currentSubject = async () => subject.promise;
      const { viewModel, snapshot, wasPainted } = show(services, 'XWiki.AliceMartin');
      const starting = viewModel.start();
      await settled();
      assert.deepEqual([snapshot().screen.kind, wasPainted()], ['loading', false]);
      subject.resolve('alice');
      await starting;
      assert.equal(snapshot().room?.name, 'Of Alice');
      assert.equal((await services.records.preferences()).reader, 'XWiki.AliceMartin', 'the next time it is painted');
    });
  }

  it('shows nothing of who was there before to a guest, and never remembers guests', async () => {
    const services = await stored('');
    services.authenticator.currentSubject = async () => undefined;
    const guest = show(services, '');
    await guest.viewModel.start();
    assert.deepEqual([guest.snapshot().screen.kind, guest.wasPainted()], ['signed-out', false]);
    const known = await stored('XWiki.Alice');
    known.authenticator.currentSubject = async () => 'alice';
    const signedIn = show(known, '');
    await signedIn.viewModel.start();
    assert.equal(signedIn.snapshot().room?.name, 'Of Alice');
    assert.equal((await known.records.preferences()).reader, 'XWiki.Alice');
  });

  it('shows nothing of a reader of before to a guest where nobody can tell whose account it is', async () => {
    const { subject, ...unknown } = account;
    assert.equal(subject, 'alice');
    const services = await stored('XWiki.Alice');
    services.account = unknown;
    const guest = show(services, '');
    await guest.viewModel.start();
    assert.deepEqual([guest.snapshot().screen.kind, guest.wasPainted()], ['signed-out', false]);
    // The guest signs in, and is not asked again on the next page.
    services.authenticator.popup = async () => ({ kind: 'login-token', token: 't' });
    services.link.answers['sign-in'] = async () => {
      services.account = unknown;
    };
    await guest.viewModel.signIn();
    assert.equal((await services.records.preferences()).reader, '');
    const next = show(services, '');
    await next.viewModel.start();
    assert.equal(next.snapshot().room?.name, 'Of Alice');
    const named = show(services, 'XWiki.Alice');
    await named.viewModel.start();
    assert.deepEqual([named.snapshot().screen.kind, named.wasPainted()], ['signed-out', false]);
  });

  it('takes the room away with an answer that nobody waited for, where another person is signed in', async () => {
    for (const [subject, name, asked] of [
      ['alice', 'Of Alice', []],
      ['bob', undefined, ['sign-out']],
    ] as const) {
      const services = await stored('XWiki.Alice');
      const late = Promise.withResolvers<string>();
      services.authenticator.subject = undefined;
      services.authenticator.lateSubject = () => late.promise;
      const { viewModel, snapshot } = show(services, 'XWiki.Alice');
      await viewModel.start();
      assert.equal(snapshot().room?.name, 'Of Alice', 'what is stored is not waited for');
      late.resolve(subject);
      await settled();
      assert.deepEqual([snapshot().room?.name, signs(services)], [name, asked]);
    }
  });

  it('shows nothing, and a button, where nobody can be asked; the stored session stays', async () => {
    const services = await stored('XWiki.Alice');
    services.authenticator.subject = undefined;
    const { viewModel, snapshot, wasPainted } = show(services, 'XWiki.Bob');
    await viewModel.start();
    assert.deepEqual([snapshot().screen.kind, wasPainted(), signs(services)], ['signed-out', false, []]);
    await viewModel.lookAgain();
    assert.deepEqual([snapshot().screen.kind, wasPainted()], ['signed-out', false]);
  });

  it('lets a click go on that was made while the provider was being asked', async () => {
    const services = await stored('XWiki.Alice');
    services.authenticator.subject = undefined;
    const { viewModel, snapshot } = show(services, 'XWiki.Bob');
    await viewModel.start();
    const subject = Promise.withResolvers<string | undefined>();
    services.authenticator.currentSubject = async () => subject.promise;
    const popup = Promise.withResolvers<{ kind: 'jwt'; token: string; subject: string }>();
    services.authenticator.popup = async () => popup.promise;
    const looking = viewModel.lookAgain();
    await settled();
    const signingIn = viewModel.signIn();
    subject.resolve(undefined);
    await looking;
    assert.equal(snapshot().screen.kind, 'signing-in');
    popup.resolve({ kind: 'jwt', token: 't', subject: 'alice' });
    await signingIn;
    assert.deepEqual([snapshot().screen.kind, snapshot().busy], ['room', undefined]);
  });

  it('takes what a redirect has brought back, though nobody can be asked', async () => {
    const services = await stored('XWiki.Alice');
    services.authenticator.subject = undefined;
    services.authenticator.brought = async () => ({ kind: 'login-token', token: 't' });
    const { viewModel, snapshot } = show(services, 'XWiki.Bob');
    await viewModel.start();
    assert.deepEqual([signs(services), snapshot().screen.kind], [['sign-out', 'sign-in'], 'room']);
    assert.deepEqual(services.link.callsOf('sign-out'), [{ records: account.deviceId }]);
  });

  it('says why the homeserver does not take what a redirect has brought back: it was asked for by a click', async () => {
    const services = new ScriptedServices();
    const brought = { kind: 'login-token', token: 't' } as const;
    services.authenticator.brought = async () => brought;
    services.authenticator.quiet = () => services.authenticator.returned();
    services.refuse('sign-in', 'sign-in-failed');
    const { viewModel, snapshot } = show(services, 'XWiki.Alice');
    await viewModel.start();
    const { screen } = snapshot();
    assert.ok(screen.kind === 'signed-out' && screen.error?.code === 'sign-in-failed');
    assert.equal(services.authenticator.asked.at(-1), 'refused', 'the next click takes another way');
  });

  it('takes up a redirect that came back though it was not needed any more, so that nothing of it stays', async () => {
    const services = await stored('XWiki.Bob');
    let taken = 0;
    services.authenticator.brought = async () => {
      taken++;
      return undefined;
    };
    const { viewModel, snapshot } = show(services, 'XWiki.Alice');
    await viewModel.start();
    assert.deepEqual([snapshot().screen.kind, signs(services), taken], ['room', [], 1]);
  });

  it('has no doubt any more once it was noted whose it is: the device stays when its session expires', async () => {
    const services = await stored('XWiki.Bob');
    const { subject: _untold, ...withoutSubject } = account;
    services.account = withoutSubject;
    const { viewModel, snapshot } = show(services, 'XWiki.Alice');
    await viewModel.start();
    assert.equal(snapshot().screen.kind, 'signed-out');
    await services.records.savePreferences({ reader: 'XWiki.Alice' });
    await viewModel.lookAgain();
    assert.equal(snapshot().screen.kind, 'room');
    services.authenticator.popup = async () => ({ kind: 'login-token', token: 't' });
    services.link.publish('session', '', { state: 'expired', userId: account.userId });
    await settled();
    await viewModel.signIn();
    assert.deepEqual(signs(services), ['sign-in']);
  });

  it('tells other pages of a sign-in once they can find whose it is', async () => {
    const services = new ScriptedServices();
    const noted: (string | undefined)[] = [];
    services.told = () => void services.records.preferences().then(({ reader }) => noted.push(reader));
    const { viewModel } = show(services, 'XWiki.Alice');
    await viewModel.start();
    await viewModel.signIn();
    await settled();
    assert.deepEqual(noted, ['XWiki.Alice']);
  });

  it('signs the other person in by that button, and keeps what the engine can tell apart', async () => {
    for (const [credential, asked] of [
      [{ kind: 'jwt', token: 't', subject: 'alice' }, ['sign-in']],
      [{ kind: 'jwt', token: 't', subject: 'bob' }, ['sign-out', 'sign-in']],
      [{ kind: 'login-token', token: 't' }, ['sign-out', 'sign-in']],
    ] as const) {
      const services = await stored('XWiki.Alice');
      services.authenticator.subject = undefined;
      services.authenticator.popup = async () => credential;
      const { viewModel, snapshot } = show(services, 'XWiki.Bob');
      await viewModel.start();
      await viewModel.signIn();
      assert.deepEqual([signs(services), snapshot().screen.kind], [asked, 'room']);
    }
  });

  it('shows nothing of an account that another tab signs in for somebody else', async () => {
    const services = new ScriptedServices().open([message('of alice')]);
    await services.records.savePreferences({ reader: 'XWiki.Alice' });
    const { viewModel, snapshot } = show(services, 'XWiki.Alice');
    await viewModel.start();
    await services.records.savePreferences({ reader: 'XWiki.Bob' });
    services.account = bob;
    services.authenticator.subject = undefined;
    services.link.publish('session', '', { state: 'signed-in', ...bob });
    await settled();
    assert.deepEqual([snapshot().screen.kind, snapshot().account], ['signed-out', undefined]);
  });
});

describe('another person at the identity provider', () => {
  it('is signed in once where the session of before has expired, and sees no row of it meanwhile', async () => {
    const services = new ScriptedServices().open([message('secret')]);
    services.link.publish('session', '', { state: 'expired', userId: account.userId });
    const subject = Promise.withResolvers<string>();
    services.authenticator.currentSubject = async () => subject.promise;
    services.authenticator.quiet = async () => ({ kind: 'jwt', token: 't', subject: await subject.promise });
    const login = Promise.withResolvers<void>();
    services.link.answers['sign-in'] = async () => {
      await login.promise;
      services.account = bob;
      services.link.publish('session', '', { state: 'signed-in', ...bob });
    };
    const { viewModel, snapshot } = show(services);
    const starting = viewModel.start();
    await settled();
    assert.equal(snapshot().room?.name, 'Alpha');
    subject.resolve('bob');
    await settled();
    assert.deepEqual([snapshot().room, snapshot().open], [undefined, undefined]);
    login.resolve();
    await starting;
    await settled();
    assert.deepEqual([signs(services), snapshot().account?.userId], [['sign-in'], bob.userId]);
  });
});
