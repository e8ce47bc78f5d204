import { expect } from '@open-wc/testing';
import { render } from 'lit';
import { formatsFor } from '../../src/element/message/formats.ts';
import { renderJump, renderUnread } from '../../src/element/timeline/render-jump.ts';
import { mountRoom, shown } from '../support/mount-room.ts';
import type { MountedRoom } from '../support/mount-room.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import { message, notice, people, redacted, times, undecryptable, unknown } from '../support/rows.ts';
import { ScriptedServices } from '../support/scripted-services.ts';
import { waitUntil } from '../support/wait-until.ts';

const { bob } = people;
const joins = ['Ann', 'Bob', 'Carol'].map((name) =>
  notice({ kind: 'joined', target: { id: `@${name}:example.org`, name } }),
);

/** A room of 1,234 people on a page in this language, three of whom have just joined. */
function mountIn(lang: string): Promise<MountedRoom> {
  return mountRoom(new ScriptedServices().open([...joins, message('hello')], { memberCount: 1234 }), { lang });
}

const shownText = ({ text }: MountedRoom): string => text().replaceAll(/[\u2068\u2069]/g, '');

describe('the language of the words', () => {
  it('holds for all of a sentence where it is not that of the page; what people write is in that of the page', async () => {
    const mounted = await mountIn('es');
    expect(shownText(mounted)).to.contain('Ann, Bob and Carol joined.').and.to.contain('1,234 people');
    expect(mounted.find('.room')?.getAttribute('lang')).to.equal('es');
    mounted.services.link.publish('connection', '', {
      state: 'lost',
      error: { code: 'homeserver-unreachable', message: '' },
      lastContact: new Date(2026, 0, 31, 12).getTime(),
    });
    await shown(mounted.element);
    expect(shownText(mounted)).to.match(/Offline since Saturday.* 31 January 2026/);
  });

  it('says how large numbers are written', async () => {
    const many = 1234;
    const mounted = await mountTimeline([
      ...times(many, () => redacted({ sender: bob })),
      ...times(many, () => undecryptable('waiting')),
      ...times(many, () => unknown()),
      ...times(many, (n) => notice({ kind: 'joined', target: { id: `@${n}:example.org`, name: `${n}` } })),
    ]);
    const words = mounted.timeline.renderRoot.textContent.replaceAll(/[\u2068\u2069]/g, '');
    expect(words).to.contain('1,234 messages deleted').and.to.contain('1,234 messages cannot be read yet');
    expect(words).to.contain('1,234 things this page cannot show').and.to.contain('1,232 others joined');
    const place = document.createElement('div');
    const formats = formatsFor('de');
    render(
      renderJump({ messages: many, mentions: many }, formats, () => undefined),
      place,
    );
    expect(place.querySelector('button')?.title).to.equal('1.234 new messages, 1.234 mention you');
    render(
      renderUnread({ messages: many, more: false }, formats, () => undefined),
      place,
    );
    expect(place.textContent.trim()).to.equal('1.234 new messages');
  });

  it('is that of the page with its region, where we have words in it', async () => {
    const mounted = await mountIn('de-AT');
    await waitUntil(() => /1.234 Personen/.test(shownText(mounted)));
    expect(shownText(mounted)).to.contain('Ann, Bob und Carol: beigetreten.');
    expect(mounted.find('.room')?.getAttribute('lang')).to.equal('de-AT');
  });
});
