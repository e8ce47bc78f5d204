import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { message } from '../../support/rows.ts';
import { ScriptedServices, account, address } from '../../support/scripted-services.ts';
import { settled, started, tools } from './started.ts';

const roomId = '!alpha:example.org';
const failed = { kind: 'failed', error: { code: 'homeserver-unreachable', message: '' } } as const;

/** A room on screen before the part of the script is there that a reader writes with. */
async function unequipped(services = new ScriptedServices().open([message('hi')])) {
  const { viewModel, snapshot } = await started(services, address, false);
  const open = snapshot().open;
  assert.ok(open);
  return { services, viewModel, open, snapshot };
}

describe('a room before it can be written in', () => {
  it('does afterwards what was asked of it', async () => {
    const { services, open, snapshot } = await unequipped();
    await services.records.addToOutbox(roomId, { text: 'refused' });
    const [record] = await services.records.outbox();
    assert.ok(record);
    services.link.publish('outbox', roomId, { records: [{ ...record, state: failed }] });
    const row = message('theirs');
    const takingBack = open.takeBack(record.txnId);
    const pressedTwice = open.takeBack(record.txnId);
    open.reply(row);
    await settled();
    assert.equal(snapshot().open?.composer, undefined);
    open.equip(tools);
    const { composer } = open;
    await Promise.all([takingBack, pressedTwice]);
    assert.deepEqual(composer?.getSnapshot().mode, { kind: 'reply', row });
    assert.equal(composer.getSnapshot().text, 'refused');
    open.equip(tools);
    assert.equal(open.composer, composer, 'once');
    await composer.send();
    assert.deepEqual(
      (await services.records.outbox()).map(({ draft }) => draft),
      [{ text: 'refused', replyTo: row.id }],
    );
  });

  it('follows its outbox once: it is told whole each time', async () => {
    const { services, open } = await unequipped();
    open.equip(tools);
    assert.equal(services.link.followersOf('outbox', roomId), 1);
  });

  it('tells then what is held', async () => {
    const { services, open } = await unequipped();
    const question = { kind: 'identity-changed', names: ['Dave'], count: 1, userIds: ['@dave:example.org'] } as const;
    const record = await services.records.addToOutbox(roomId, { text: 'held' });
    services.link.publish('outbox', roomId, { records: [{ ...record, state: { kind: 'asking', question } }] });
    open.equip(tools);
    assert.deepEqual(open.composer?.getSnapshot().held, question);
  });

  it('brings the message into view that a refused change is of, before it takes the change back', async () => {
    const { services, open, snapshot } = await unequipped();
    open.equip(tools);
    const old = message('old', { own: true, editable: 'old' });
    await services.records.addToOutbox(roomId, { text: 'newer', edits: old.id });
    const [record] = await services.records.outbox();
    assert.ok(record);
    services.link.publish('outbox', roomId, { records: [{ ...record, state: failed }] });
    services.refuse('find-event', 'room-not-found');
    await assert.rejects(open.takeBack(record.txnId), { code: 'room-not-found' });
    assert.equal((await services.records.outbox()).length, 1, 'it is not lost');
    services.link.answers['find-event'] = async ({ eventId }) => {
      services.link.setRows(address, [old, message('hi')]);
      return { eventId };
    };
    await open.takeBack(record.txnId);
    const { text, mode } = snapshot().open?.composer?.getSnapshot() ?? {};
    assert.deepEqual([text, mode?.kind, mode?.kind === 'edit' && mode.row.id], ['newer', 'edit', old.id]);
    assert.equal((await services.records.outbox()).length, 0);
  });

  it('leaves what was not sent where it is while another change is not finished', async () => {
    const { services, open } = await unequipped();
    open.equip(tools);
    const record = await services.records.addToOutbox(roomId, { text: 'refused' });
    services.link.publish('outbox', roomId, { records: [{ ...record, state: failed }] });
    open.edit(message('mine', { own: true, editable: 'mine' }));
    await settled();
    open.composer?.setText('better');
    await open.takeBack(record.txnId);
    assert.equal(open.composer?.getSnapshot().text, 'better');
    assert.equal((await services.records.outbox()).length, 1, 'it is not lost');
  });

  for (const equipped of [false, true]) {
    it(`keeps the draft of an earlier visit from a session that ends ${equipped ? 'as the composer comes' : 'meanwhile'}`, async () => {
      const services = new ScriptedServices().open([message('hi')]);
      await services.records.saveDraft(address, { text: 'half a sentence' });
      const { snapshot, viewModel, open } = await unequipped(services);
      await settled();
      // A composer that has just come reads what is stored anew.
      if (equipped) open.equip(tools);
      services.account = undefined;
      // What is stored is wiped with the account.
      await services.records.saveDraft(address, undefined);
      const error = { code: 'signed-out-elsewhere', message: '' } as const;
      services.link.publish('session', '', {
        state: 'signed-out',
        error,
        unsent: { userId: account.userId, texts: [] },
      });
      assert.deepEqual(snapshot().unsent, ['half a sentence']);
      await viewModel.signIn();
      snapshot().open?.equip(tools);
      await settled();
      assert.equal(snapshot().open?.composer?.getSnapshot().text, 'half a sentence');
    });
  }
});
