import { expect } from '@open-wc/testing';
import type { WikiRoom } from '../../src/element/wiki-room.ts';
import { mountRoom, shown } from '../support/mount-room.ts';
import type { MountedRoom } from '../support/mount-room.ts';
import { message } from '../support/rows.ts';
import { ScriptedServices } from '../support/scripted-services.ts';

/** A sign-out from the menu. */
async function leave({ element, button }: MountedRoom): Promise<void> {
  button(/^Menu$/).click();
  await shown(element);
  button(/^\s*Sign out\s*$/).click();
  await shown(element);
}

const focused = (element: WikiRoom): string => element.shadowRoot?.activeElement?.textContent.trim() ?? '';

describe('<wiki-room>: a sign-out', () => {
  it('is done at once where nothing is lost by it', async () => {
    const room = await mountRoom(new ScriptedServices().open([message('hello')]));
    const { txnId } = await room.services.records.addToOutbox('!a:example.org', { text: 'Sent' });
    room.services.records.records = room.services.records.records.map((record) =>
      record.txnId === txnId ? { ...record, state: { kind: 'sent', eventId: '$1' } } : record,
    );
    await leave(room);
    expect(room.services.account).to.equal(undefined);
  });

  it('asks first where messages of any room have not been sent', async () => {
    const room = await mountRoom(new ScriptedServices().open([message('hello')]));
    const { element, services, find, button, text } = room;
    await services.records.addToOutbox('!elsewhere:example.org', { text: 'One' });
    await leave(room);
    expect(text()).to.contain('A message has not been sent. It is lost when you sign out.').and.to.contain('hello');
    expect(find('[role=alertdialog]')).not.to.equal(undefined);
    expect(focused(element)).to.equal('Stay signed in');
    await expect(element).to.be.accessible();

    button(/Stay signed in/).click();
    await shown(element);
    expect(text()).to.contain('hello').and.not.contain('not been sent');
    expect(services.account).not.to.equal(undefined);

    await services.records.addToOutbox('!elsewhere:example.org', { text: 'Two' });
    await leave(room);
    expect(text()).to.contain('2 messages have not been sent.');
    button(/Sign out all the same/).click();
    await shown(element);
    expect(services.account).to.equal(undefined);
    expect(text()).not.to.contain('not been sent');
  });

  it('asks first where no recovery key exists, and Escape is a no', async () => {
    const services = new ScriptedServices().open([message('hello')], { encrypted: true });
    services.link.publish('crypto', '', { state: 'ready', saved: false });
    const room = await mountRoom(services);
    await leave(room);
    expect(room.text()).to.contain('Save or enter your recovery key first');
    room.find('.question button')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await shown(room.element);
    expect(room.find('.question')).to.equal(undefined);
    expect(services.account).not.to.equal(undefined);
  });
});

describe('<wiki-room>: leaving the room', () => {
  it('asks, stays by Escape, says what went wrong, and leaves', async () => {
    const services = new ScriptedServices().open([message('hello')]);
    const room = await mountRoom(services);
    const { element, button, text } = room;
    const ask = async (): Promise<void> => {
      button(/^Menu$/).click();
      await shown(element);
      button(/^\s*Leave the room\s*$/).click();
      await shown(element);
    };
    await ask();
    expect(text()).to.contain('Leave this room?');
    expect(focused(element)).to.equal('Stay');
    await expect(element).to.be.accessible();
    room.find('.question button')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await shown(element);
    expect(room.find('.question')).to.equal(undefined);
    expect(services.link.callsOf('leave')).to.deep.equal([]);

    services.refuse('leave', 'homeserver-unreachable');
    await ask();
    button(/^\s*Leave\s*$/).click();
    await shown(element);
    expect(text()).to.contain('cannot be reached').and.to.contain('Leave this room?');
    services.link.answers.leave = async () => services.setRoom({ access: { kind: 'joinable' } });
    button(/^\s*Leave\s*$/).click();
    await shown(element);
    expect(text()).to.contain('Join').and.not.contain('Leave this room?');
  });
});
