import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { parseRoomAddress } from '../../../src/protocol/room-address.ts';
import { RoomViewModel } from '../../../src/room/room-view-model.ts';
import { message, room } from '../../support/rows.ts';
import { ScriptedServices, account, address } from '../../support/scripted-services.ts';
import { settled } from './started.ts';

const issuer = 'https://sso.example.org/realms/acme';
const first = { issuer, sid: 'FIRST-SESSION', at: 0 };
const second = { issuer, sid: 'SECOND-SESSION', at: 0 };
const again = { kind: 'jwt', token: 't', subject: 'alice', session: second } as const;

/** Alice's room lies there, and was hers for certain in her first session at the provider. */
async function stored(): Promise<ScriptedServices> {
  const services = new ScriptedServices();
  services.account = account;
  services.records.stored = { room: room({ name: 'Of Alice' }), rows: [message('secret')], savedAt: 0 };
  await services.records.savePreferences({ session: first });
  services.authenticator.subject = undefined;
  return services;
}

function show(services: ScriptedServices, user?: string) {
  const viewModel = new RoomViewModel({ services, address: parseRoomAddress(address), user, sent: () => undefined });
  let painted = false;
  viewModel.subscribe(() => {
    painted ||= viewModel.getSnapshot().room !== undefined;
    viewModel.getSnapshot().open?.drawn();
  });
  return { viewModel, snapshot: () => viewModel.getSnapshot(), wasPainted: () => painted };
}

const signOuts = ({ link }: ScriptedServices): readonly unknown[] => link.callsOf('sign-out');
const once = [{ records: account.deviceId }];

describe('a log-out at the identity provider', () => {
  it('takes an open room away at once, and what is stored', async () => {
    const services = await stored();
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    assert.equal(snapshot().room?.name, 'Of Alice');
    services.logOutAtProvider(first);
    await settled();
    assert.deepEqual([snapshot().screen.kind, snapshot().open, snapshot().room], ['signed-out', undefined, undefined]);
    assert.deepEqual([signOuts(services), services.account], [once, undefined]);
  });

  it('is known to a page that opens later, which paints nothing', async () => {
    for (const user of [undefined, '', 'XWiki.Alice']) {
      const services = await stored();
      services.logOuts.push(first);
      const { viewModel, snapshot, wasPainted } = show(services, user);
      await viewModel.start();
      assert.deepEqual([snapshot().screen.kind, wasPainted(), signOuts(services)], ['signed-out', false, once]);
    }
  });

  it('removes what is stored also where the page shows a guest nothing of it', async () => {
    const services = await stored();
    const { viewModel, snapshot } = show(services, '');
    await viewModel.start();
    assert.deepEqual([snapshot().screen.kind, signOuts(services)], ['signed-out', []], 'the session waits');
    services.logOutAtProvider(first);
    await settled();
    assert.deepEqual([snapshot().screen.kind, signOuts(services)], ['signed-out', once]);
  });

  it('of another session, or another provider, does nothing', async () => {
    const services = await stored();
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    services.logOutAtProvider(second);
    services.logOutAtProvider({ ...first, issuer: 'https://evil.example' });
    await settled();
    assert.deepEqual([snapshot().room?.name, signOuts(services)], ['Of Alice', []]);
  });

  it('is that of the session in which the reader was seen last, on whichever page', async () => {
    const services = await stored();
    services.authenticator.subject = 'alice';
    services.authenticator.session = second;
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    assert.deepEqual((await services.records.preferences()).session, second);
    assert.deepEqual(services.expected, [issuer]);
    services.logOutAtProvider(first);
    await settled();
    assert.equal(snapshot().room?.name, 'Of Alice');
    services.authenticator.subject = undefined;
    services.logOutAtProvider(second);
    await settled();
    assert.deepEqual([snapshot().screen.kind, signOuts(services)], ['signed-out', once]);
  });

  it('counts where it comes before the answer of the provider that names the session', async () => {
    const services = await stored();
    services.authenticator.subject = 'alice';
    services.authenticator.session = second;
    services.logOuts.push(second);
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    await settled();
    assert.deepEqual([snapshot().screen.kind, signOuts(services)], ['signed-out', once]);
  });

  it('lets nobody sign in quietly by the session that has ended', async () => {
    const services = new ScriptedServices();
    services.logOuts.push(second);
    services.authenticator.quiet = async () => again;
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    assert.deepEqual([snapshot().screen.kind, services.link.callsOf('sign-in')], ['signed-out', []]);
  });

  it('leaves whoever signs in again, in a session of its own', async () => {
    const services = await stored();
    services.logOuts.push(first);
    services.authenticator.quiet = async () => again;
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    await settled();
    assert.deepEqual([snapshot().screen.kind, signOuts(services)], ['room', once]);
    assert.deepEqual((await services.records.preferences()).session, second);
    services.logOutAtProvider(first);
    await settled();
    assert.deepEqual([snapshot().screen.kind, signOuts(services)], ['room', once]);
  });

  it('takes the picture of a page that was kept away before anything is asked', async () => {
    const services = await stored();
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    // The page that was awake has removed it.
    services.account = undefined;
    services.logOutAtProvider(first, true);
    assert.deepEqual([snapshot().room, snapshot().open], [undefined, undefined]);
    await settled();
    assert.deepEqual([snapshot().screen.kind, signOuts(services)], ['signed-out', []]);
  });

  it('ends in the button in each of several pages, whichever is the first', async () => {
    const services = await stored();
    const shown = [show(services), show(services), show(services)];
    for (const { viewModel } of shown) await viewModel.start();
    services.logOutAtProvider(first);
    await settled();
    await settled();
    for (const { snapshot } of shown) assert.equal(snapshot().screen.kind, 'signed-out');
  });

  it('is told where what is stored could not be removed', async () => {
    const services = await stored();
    services.logOuts.push(first);
    services.refuse('sign-out', 'storage-unavailable');
    const { viewModel, snapshot, wasPainted } = show(services);
    await viewModel.start();
    assert.deepEqual([snapshot().screen.kind, wasPainted()], ['failed', false]);
  });

  it('does not shut out a session that the provider names again, which goes on for it', async () => {
    const services = new ScriptedServices();
    services.logOuts.push(second);
    services.authenticator.quiet = async () => ({ ...again, session: { ...second, at: 1 } });
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    await settled();
    assert.deepEqual([snapshot().screen.kind, signOuts(services)], ['room', []]);
    services.logOutAtProvider(second);
    await settled();
    assert.deepEqual(signOuts(services), once, 'and ends with its next log-out');
  });

  it('makes no device for whoever comes back from a window with a session that has ended meanwhile', async () => {
    const services = new ScriptedServices();
    services.authenticator.popup = async () => again;
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    services.logOuts.push(second);
    await viewModel.signIn();
    assert.deepEqual([snapshot().screen, services.link.callsOf('sign-in')], [{ kind: 'signed-out' }, []]);
  });

  it('waits for no window that is open', async () => {
    const services = await stored();
    services.account = { ...account, expired: true };
    services.authenticator.popup = () => new Promise(() => undefined);
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    void viewModel.signIn();
    await settled();
    services.logOutAtProvider(first);
    await settled();
    assert.deepEqual([snapshot().screen.kind, snapshot().busy, signOuts(services)], ['signed-out', undefined, once]);
  });

  it('takes away what was rescued from a session that the homeserver had ended before', async () => {
    const services = (await stored()).open([message('secret')]);
    services.records.stored = { room: room({ name: 'Of Alice' }), rows: [message('secret')], savedAt: 0 };
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    snapshot().open?.write('half a secret');
    await settled();
    services.account = undefined;
    services.link.publish('session', '', { state: 'signed-out', error: { code: 'signed-out-elsewhere', message: '' } });
    await settled();
    assert.deepEqual(snapshot().unsent, ['half a secret']);
    services.logOutAtProvider(second);
    await settled();
    assert.deepEqual(snapshot().unsent, ['half a secret'], "another's");
    services.logOutAtProvider(first);
    await settled();
    assert.deepEqual(snapshot().unsent, []);
  });

  it('of somebody else takes nothing from a page that was kept away', async () => {
    const services = await stored();
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    await settled();
    const { open } = snapshot();
    services.logOutAtProvider(second, true);
    await settled();
    assert.equal(snapshot().open, open);
  });

  it('takes the room off the screen also where the storage does not answer', async () => {
    const services = await stored();
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    await settled();
    services.records.preferences = async () => Promise.reject(new WikiRoomError('storage-unavailable'));
    services.store.account = async () => Promise.reject(new WikiRoomError('storage-unavailable'));
    services.logOutAtProvider(first);
    await settled();
    assert.deepEqual([snapshot().screen.kind, snapshot().room], ['signed-out', undefined]);
  });

  it('counts for a session that could not be stored with the account', async () => {
    const services = await stored();
    services.authenticator.subject = 'alice';
    services.authenticator.session = second;
    services.records.savePreferences = async () => Promise.reject(new WikiRoomError('storage-full'));
    const { viewModel, snapshot } = show(services);
    await viewModel.start();
    await settled();
    services.authenticator.subject = undefined;
    services.logOutAtProvider(second);
    await settled();
    assert.deepEqual([snapshot().screen.kind, signOuts(services)], ['signed-out', once]);
  });
});
