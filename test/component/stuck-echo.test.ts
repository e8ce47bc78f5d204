import { expect } from '@open-wc/testing';
import type { OutboxRecord, OutboxSnapshot } from '../../src/protocol/outbox.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import { noon } from '../support/rows.ts';

const roomId = '!alpha:example.org';

function waiting(text: string, index: number): OutboxRecord {
  return { txnId: text, roomId, at: noon + index, draft: { text }, state: { kind: 'waiting' } };
}

describe('a message that does not get through', () => {
  it('says that what is written waits where the homeserver does not take it, and is being sent again then', async () => {
    const { timeline, link, articles } = await mountTimeline([]);
    const records = ['mine', 'and more'].map(waiting);
    const told = async (outbox: OutboxSnapshot): Promise<readonly (string | undefined)[]> => {
      link.publish('outbox', roomId, outbox);
      await timeline.updateComplete;
      return articles().map((article) => /Sending|Waiting.*?(?=\s*Cancel)/.exec(article.textContent)?.[0]);
    };
    const trouble = { code: 'rate-limited', message: '', retryAt: Date.now() } as const;
    expect(await told({ records })).to.deep.equal(['Sending', 'Sending']);
    expect(await told({ records, trouble })).to.deep.equal(['Waiting to be sent', 'Waiting to be sent']);
    expect(await told({ records })).to.deep.equal(['Sending', 'Sending']);
  });
});
