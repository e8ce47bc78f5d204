import { expect } from '@open-wc/testing';
import type { TimelineRow } from '../../src/protocol/row.ts';
import { address, mountTimeline } from '../support/mount-timeline.ts';
import { message, noon, people } from '../support/rows.ts';

const base = { id: '$odd', kind: 'message', ts: noon, sender: people.bob, own: false, reactions: [], edited: false };
const text = { kind: 'text', parts: [], plain: '' };

/** No engine of this build gives them; one of another build, or a stored picture of one, may. */
const malformed: readonly (readonly [string, unknown])[] = [
  ['nothing at all', null],
  ['without a sender', { ...base, sender: undefined, body: text }],
  ['without a body', base],
  ['with a body of another kind', { ...base, body: { kind: 'hologram' } }],
  ['with parts that are none', { ...base, body: { ...text, parts: [null] } }],
  ['with a part of another kind', { ...base, body: { ...text, parts: [{ kind: 'list', ordered: true }] } }],
  ['without reactions', { ...base, body: text, reactions: undefined }],
  ['with a change that is none', { ...base, kind: 'notice' }],
];

describe('a row of a wrong shape', () => {
  for (const [what, row] of malformed) {
    it(`${what}: is one quiet line, and its neighbours are shown`, async () => {
      const rows = [message('before'), row as TimelineRow, message('after', { sender: people.carol })];
      const { line, link, settled, articles } = await mountTimeline(rows);
      expect(line('before')).to.not.equal(undefined);
      expect(line('after')).to.not.equal(undefined);
      expect(line('A message that could not be read').classList.contains('notice')).to.equal(true);
      link.append(address, message('later'));
      await settled();
      expect(articles().map((article) => article.querySelector('.text')?.textContent)).to.deep.equal([
        'before',
        'after',
        'later',
      ]);
    });
  }
});
