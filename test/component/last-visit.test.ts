import { expect } from '@open-wc/testing';
import { mountRoom } from '../support/mount-room.ts';
import { message, room } from '../support/rows.ts';
import { ScriptedServices, account } from '../support/scripted-services.ts';

describe('what is stored of the last visit', () => {
  it('lets the engine start when it is on screen, and not before', async () => {
    const services = new ScriptedServices();
    services.account = account;
    services.records.stored = { room: room(), rows: [message('of the last visit')], savedAt: 0 };
    let shownThen: number | undefined;
    const articles = (): number =>
      document
        .querySelector('wiki-room')
        ?.shadowRoot?.querySelector('wiki-room-timeline')
        ?.shadowRoot?.querySelectorAll('article').length ?? 0;
    services.link.startAfter = (moment) => void moment.then(() => (shownThen = articles()));
    const { text } = await mountRoom(services);
    expect(text()).to.contain('of the last visit');
    expect(shownThen).to.equal(1);
  });
});
