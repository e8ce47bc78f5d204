import { mountTimeline } from '../support/mount-timeline.ts';
import { message, minute } from '../support/rows.ts';

describe('<wiki-room-timeline>: its days', () => {
  it('have another name when the reader comes back on the next one', async () => {
    const today = Date.now();
    const { line, settled } = await mountTimeline([message('late', { ts: today })]);
    const { now } = Date;
    line('Today');
    try {
      Date.now = () => today + 24 * 60 * minute;
      window.dispatchEvent(new Event('focus'));
      await settled();
      line('Yesterday');
    } finally {
      Date.now = now;
    }
  });
});
