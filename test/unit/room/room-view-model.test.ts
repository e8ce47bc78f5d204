import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { message, room } from '../../support/rows.ts';
import { ScriptedServices, account } from '../../support/scripted-services.ts';
import { jwt, settled, show, started } from './started.ts';

/** Somebody was here before: the room is stored as they saw it. */
function stored(services: ScriptedServices): ScriptedServices {
  services.account = account;
  services.records.stored = { room: room({ name: 'Painted' }), rows: [message('old')], savedAt: 0 };
  return services;
}

/** Whether the one moment has passed before which no engine is to start for what is followed. */
async function isPast({ link }: ScriptedServices): Promise<boolean> {
  assert.equal(link.moments.length, 1);
  let past = false;
  void link.moments[0]?.then(() => (past = true));
  await settled();
  return past;
}

describe('RoomViewModel', () => {
  describe('an engine that cannot go on', () => {
    const old = { state: 'failed', error: { code: 'version-mismatch', message: 'older' } } as const;

    it('leaves on screen what is known, and says why above it', async () => {
      const services = new ScriptedServices().open([message('hi')]);
      const { snapshot } = await started(services);
      services.link.publish('session', '', old);
      assert.equal(snapshot().screen.kind, 'room');
      assert.equal(snapshot().stopped?.code, 'version-mismatch');
      services.link.publish('session', '', { state: 'signed-in', ...account });
      assert.equal(snapshot().stopped, undefined);
    });

    it('has the screen for itself where nothing is shown yet', async () => {
      const services = new ScriptedServices();
      services.account = account;
      const { snapshot } = await started(services);
      services.link.publish('session', '', old);
      const { screen } = snapshot();
      assert.ok(screen.kind === 'failed' && screen.error.code === 'version-mismatch');
    });

    it('makes no new session beside a store that only a newer version reads', async () => {
      const services = new ScriptedServices();
      services.store.account = async () => Promise.reject(new WikiRoomError('version-mismatch'));
      const { snapshot } = await started(services);
      assert.ok(snapshot().screen.kind === 'failed');
      assert.deepEqual(services.authenticator.asked, []);
    });
  });

  describe('signing in', () => {
    it('opens the room of a stored session without asking anybody', async () => {
      const services = new ScriptedServices().open([message('hi')]);
      const { snapshot } = await started(services);
      assert.equal(snapshot().screen.kind, 'room');
      assert.equal(snapshot().account?.userId, account.userId);
      assert.equal(snapshot().painted, true);
      assert.deepEqual(services.authenticator.asked, []);
    });

    it('leaves nothing followed or used at its end', async () => {
      const services = new ScriptedServices().open([message('hi')]);
      const { viewModel, snapshot } = await started(services);
      assert.notEqual(snapshot().open?.composer, undefined);
      assert.equal(services.users, 1);
      assert.ok(services.link.followed > 4);
      viewModel.dispose();
      await settled();
      assert.deepEqual([services.users, services.link.followed], [0, 0]);
    });

    it('paints what is stored before the engine has said anything', async () => {
      const services = stored(new ScriptedServices());
      const { snapshot } = await started(services);
      assert.equal(snapshot().room?.name, 'Painted');
      assert.equal(snapshot().painted, true);
      services.setRoom({ name: '', access: { kind: 'opening' } });
      assert.equal(snapshot().room?.name, 'Painted');
      services.setRoom({ name: 'Live' });
      assert.equal(snapshot().room?.name, 'Live');
    });

    it('has the engine wait until what is stored is on screen', async () => {
      const services = stored(new ScriptedServices());
      const { viewModel, snapshot } = show(services);
      const starting = viewModel.start();
      await settled();
      assert.deepEqual([snapshot().painted, await isPast(services)], [true, false]);
      snapshot().open?.drawn();
      assert.equal(await isPast(services), true);
      await starting;
    });

    it('has it wait a second at most where nobody sees the page', async (t) => {
      t.mock.timers.enable({ apis: ['setTimeout'] });
      const services = stored(new ScriptedServices());
      const starting = show(services).viewModel.start();
      await settled();
      t.mock.timers.tick(999);
      assert.equal(await isPast(services), false);
      t.mock.timers.tick(1);
      assert.equal(await isPast(services), true);
      await starting;
    });

    it('does not have it wait where nothing is stored', async () => {
      const services = new ScriptedServices();
      services.account = account;
      await started(services);
      assert.equal(await isPast(services), true);
    });

    it('signs in quietly where the identity provider knows the person', async () => {
      const services = new ScriptedServices();
      services.authenticator.quiet = async () => jwt;
      const { snapshot } = await started(services);
      assert.equal(snapshot().screen.kind, 'room');
      assert.deepEqual(services.authenticator.asked, ['quietly']);
    });

    it('shows one button otherwise, and goes on from its click', async () => {
      const services = new ScriptedServices();
      const { viewModel, snapshot } = await started(services);
      assert.deepEqual(snapshot().screen, { kind: 'signed-out' });
      const signingIn = viewModel.signIn();
      assert.equal(services.authenticator.asked.at(-1), 'popup', 'in the same task as the click');
      assert.equal(snapshot().screen.kind, 'signing-in');
      await signingIn;
      assert.equal(snapshot().screen.kind, 'room');
    });

    it('goes on from a click that came before anything was known of the store', async () => {
      const services = new ScriptedServices();
      const popup = Promise.withResolvers<typeof jwt>();
      services.authenticator.popup = () => popup.promise;
      const { viewModel, snapshot } = show(services);
      void viewModel.start();
      const signingIn = viewModel.signIn();
      await settled();
      assert.equal(snapshot().screen.kind, 'signing-in');
      popup.resolve(jwt);
      await signingIn;
      assert.equal(snapshot().screen.kind, 'room');
      assert.deepEqual(services.authenticator.asked, ['popup']);
    });

    it('leaves the page where a popup is blocked', async () => {
      const services = new ScriptedServices();
      services.authenticator.popup = async () => Promise.reject(new WikiRoomError('popup-blocked'));
      const { viewModel } = await started(services);
      void viewModel.signIn();
      await settled();
      assert.equal(services.authenticator.asked.at(-1), 'redirect');
    });

    it('leaves a page that alone has what was not sent only for a second click', async () => {
      const services = new ScriptedServices().open([]);
      services.authenticator.popup = async () => Promise.reject(new WikiRoomError('popup-blocked'));
      const { viewModel, snapshot } = await started(services);
      services.link.publish('session', '', {
        state: 'signed-out',
        error: { code: 'signed-out-elsewhere', message: 'x' },
        unsent: { userId: account.userId, texts: ['not sent'] },
      });
      await viewModel.signIn();
      const { screen, unsent } = snapshot();
      assert.equal(screen.kind === 'signed-out' && screen.error?.code, 'popup-blocked');
      assert.deepEqual([unsent, services.authenticator.asked.at(-1)], [['not sent'], 'popup']);
      void viewModel.signIn();
      await settled();
      assert.equal(services.authenticator.asked.at(-1), 'redirect');
    });

    it('opens the window again where the first one went out of sight', async () => {
      const services = new ScriptedServices();
      const { viewModel, snapshot } = await started(services);
      const first = Promise.withResolvers<typeof jwt>();
      services.authenticator.popup = async () => first.promise;
      const forgotten = viewModel.signIn();
      services.authenticator.popup = async () => jwt;
      const signingIn = viewModel.signIn();
      assert.deepEqual(services.authenticator.asked.slice(-2), ['popup', 'popup']);
      await signingIn;
      assert.deepEqual([snapshot().screen.kind, snapshot().busy], ['room', undefined]);
      first.reject(new WikiRoomError('sign-in-cancelled'));
      await forgotten;
      assert.equal(snapshot().screen.kind, 'room');
    });

    it('brings the button back, with the reason, where it was cancelled', async () => {
      const services = new ScriptedServices();
      services.authenticator.popup = async () => Promise.reject(new WikiRoomError('sign-in-cancelled'));
      const { viewModel, snapshot } = await started(services);
      await viewModel.signIn();
      assert.deepEqual(snapshot().screen, {
        kind: 'signed-out',
        error: { code: 'sign-in-cancelled', message: 'sign-in-cancelled' },
      });
      assert.equal(snapshot().busy, undefined);
    });

    it('tells of a redirect that came back without success', async () => {
      const services = new ScriptedServices();
      services.authenticator.quiet = async () => Promise.reject(new WikiRoomError('sign-in-failed'));
      const { snapshot } = await started(services);
      const { screen } = snapshot();
      assert.equal(screen.kind === 'signed-out' && screen.error?.code, 'sign-in-failed');
    });

    it('tries another way after a credential that the homeserver refused', async () => {
      const services = new ScriptedServices();
      services.authenticator.quiet = async () => jwt;
      services.refuse('sign-in', 'sign-in-failed');
      const { snapshot } = await started(services);
      assert.deepEqual(services.authenticator.asked, ['quietly', 'refused']);
      assert.deepEqual(snapshot().screen, { kind: 'signed-out' });
    });

    it('notices that another tab has signed in', async () => {
      const services = new ScriptedServices();
      const { viewModel, snapshot } = await started(services);
      services.open([]);
      await viewModel.lookAgain();
      assert.equal(snapshot().screen.kind, 'room');
    });

    it('goes on when somebody signs in on another page, and tells the others of a sign-in of its own', async () => {
      const services = new ScriptedServices();
      const first = await started(services);
      assert.deepEqual([first.snapshot().screen.kind, services.signIns], ['signed-out', 0]);
      services.signInElsewhere();
      await settled();
      assert.deepEqual([first.snapshot().screen.kind, services.signIns], ['room', 0]);
      first.viewModel.dispose();
      services.account = undefined;
      services.authenticator.quiet = async () => jwt;
      const second = await started(services);
      assert.deepEqual([second.snapshot().screen.kind, services.signIns], ['room', 1]);
    });

    it('signs out whoever was there before, and signs in whoever is there now', async () => {
      const services = new ScriptedServices().open([message('secret')]);
      services.authenticator.subject = 'bob';
      services.authenticator.quiet = async () => ({ ...jwt, subject: 'bob' });
      services.link.answers['sign-in'] = async () => {
        services.account = { userId: '@bob:example.org', deviceId: 'B', subject: 'bob', expired: false };
        services.link.publish('session', '', { state: 'signed-in', userId: '@bob:example.org', deviceId: 'B' });
      };
      const { snapshot } = await started(services);
      assert.deepEqual(
        services.link.calls.map(({ name }) => name).filter((name) => name.startsWith('sign')),
        ['sign-out', 'sign-in'],
      );
      assert.equal(snapshot().account?.userId, '@bob:example.org');
    });

    it('takes a painted room away from another person, however late that is found', async () => {
      const services = new ScriptedServices();
      services.account = account;
      services.records.stored = { room: room({ name: 'Of Alice' }), rows: [message('secret')], savedAt: 0 };
      const subject = Promise.withResolvers<string | undefined>();
      services.authenticator.currentSubject = async () => subject.promise;
      const { viewModel, snapshot } = show(services);
      const starting = viewModel.start();
      await settled();
      assert.deepEqual([snapshot().room?.name, snapshot().painted], ['Of Alice', true]);
      const of = snapshot().open;
      subject.resolve('bob');
      await starting;
      assert.deepEqual(
        services.link.calls.map(({ name }) => name).filter((name) => name.startsWith('sign')),
        ['sign-out'],
      );
      assert.deepEqual(
        [snapshot().screen.kind, snapshot().room, snapshot().open, snapshot().painted, snapshot().account],
        ['signed-out', undefined, undefined, false, undefined],
      );
      assert.notEqual(of, undefined);
    });

    it('signs nobody out for an answer that came after the account had changed', async () => {
      const services = new ScriptedServices().open([message('of alice')]);
      const subject = Promise.withResolvers<string | undefined>();
      services.authenticator.currentSubject = async () => subject.promise;
      const { viewModel } = show(services);
      const starting = viewModel.start();
      await settled();
      services.account = { userId: '@bob:example.org', deviceId: 'B', subject: 'bob', expired: false };
      subject.resolve('bob');
      await starting;
      assert.ok(!services.link.calls.some(({ name }) => name === 'sign-out'));
    });

    it('does nothing where somebody is signed in already', async () => {
      const services = new ScriptedServices().open([message('hi')]);
      const { viewModel, snapshot } = await started(services);
      await viewModel.signIn();
      assert.deepEqual(services.authenticator.asked, []);
      assert.ok(!services.link.calls.some(({ name }) => name === 'sign-in'));
      assert.equal(snapshot().screen.kind, 'room');
    });

    it('asks for no change of person where it cannot be told', async () => {
      const services = new ScriptedServices().open([]);
      services.authenticator.subject = undefined;
      const { snapshot } = await started(services);
      assert.equal(snapshot().account?.userId, account.userId);
    });
  });

  describe('a sign-out in another tab', () => {
    it('closes the room also while this one is signing in again', async () => {
      const services = new ScriptedServices().open([message('secret')]);
      const popup = Promise.withResolvers<typeof jwt>();
      services.authenticator.popup = async () => popup.promise;
      const { viewModel, snapshot } = await started(services);
      services.link.publish('session', '', { state: 'expired', userId: account.userId });
      await settled();
      const signingIn = viewModel.signIn();
      services.account = undefined;
      services.link.publish('session', '', { state: 'signed-out' });
      assert.deepEqual(
        [snapshot().open, snapshot().room, snapshot().screen.kind],
        [undefined, undefined, 'signed-out'],
      );
      popup.resolve(jwt);
      await signingIn;
      await settled();
      assert.deepEqual([snapshot().screen.kind, snapshot().account?.userId], ['room', account.userId]);
    });
  });

  describe('the room', () => {
    it('is joined by a click, and says why not', async () => {
      const services = new ScriptedServices().open([], { access: { kind: 'joinable' } });
      const { viewModel, snapshot } = await started(services);
      services.refuse('join', 'banned');
      await viewModel.act('join');
      assert.deepEqual([snapshot().actionError?.code, snapshot().busy], ['banned', undefined]);
      services.link.answers.join = async () => services.setRoom({});
      await viewModel.act('join');
      assert.deepEqual([snapshot().actionError, snapshot().room?.access.kind], [undefined, 'joined']);
    });

    it('opens at the event of its address', async () => {
      const services = new ScriptedServices().open([message('hi', { id: '$here' })]);
      const { snapshot } = await started(services, 'matrix:r/alpha:example.org/e/here');
      assert.deepEqual(snapshot().open?.timeline.getSnapshot().target, { id: '$here' });
    });

    it('tells once of each message that was accepted', async () => {
      const services = new ScriptedServices().open([]);
      const { sent } = await started(services);
      const record = {
        txnId: 't',
        roomId: '!alpha:example.org',
        at: 1,
        draft: { text: 'x' },
        state: { kind: 'sent', eventId: '$x' },
      } as const;
      services.link.publish('outbox', '!alpha:example.org', { records: [record] });
      services.link.publish('outbox', '!alpha:example.org', { records: [record] });
      assert.deepEqual(sent, ['$x']);
    });

    it('remembers the choice of private receipts', async () => {
      const services = new ScriptedServices().open([]);
      const { viewModel } = await started(services);
      await viewModel.setPrivateReceipts(true);
      const { snapshot } = await started(services);
      assert.equal(snapshot().privateReceipts, true);
      await viewModel.setPrivateReceipts(false);
      const other = await started(services);
      await viewModel.setPrivateReceipts(true);
      assert.equal(other.snapshot().privateReceipts, false);
      await other.viewModel.lookAgain();
      assert.equal(other.snapshot().privateReceipts, true, 'chosen in another tab');
      services.records.savePreferences = () => Promise.reject(new Error('full'));
      await viewModel.setPrivateReceipts(false);
      await viewModel.lookAgain();
      assert.equal(viewModel.getSnapshot().privateReceipts, false, 'as it goes on here');
    });

    it('ends with its view: nothing is told afterwards', async () => {
      const services = new ScriptedServices().open([]);
      const { viewModel, snapshot } = await started(services);
      let told = 0;
      viewModel.subscribe(() => told++);
      viewModel.dispose();
      services.setRoom({ name: 'Later' });
      services.link.publish('connection', '', { state: 'connecting' });
      assert.deepEqual([told, snapshot().room?.name], [0, 'Alpha']);
    });
  });
});
