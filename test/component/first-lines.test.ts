import { expect } from '@open-wc/testing';
import { mountTimeline } from '../support/mount-timeline.ts';
import { conversation } from '../support/rows.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('<wiki-room-timeline>: its first lines', () => {
  it('are the newest; those above them are drawn in a task of its own', async () => {
    const { timeline, viewModel } = await mountTimeline(conversation(200));
    const another = document.createElement('wiki-room-timeline');
    another.style.setProperty('block-size', '600px');
    another.viewModel = viewModel;
    timeline.after(another);
    await another.updateComplete;
    const drawn = (): Element[] => [...another.renderRoot.querySelectorAll('article')];
    const first = drawn();
    expect(first.length).to.be.within(1, 8);
    await waitUntil(() => drawn().length > first.length);
    expect(drawn().at(-1)).to.equal(first.at(-1));
    const { top } = another.getBoundingClientRect();
    expect(drawn()[0]!.getBoundingClientRect().top).to.be.below(top + 50);
  });
});
