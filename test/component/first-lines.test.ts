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
    // All that is done in this task.
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    expect(drawn().length).to.equal(first.length);
    await waitUntil(() => drawn().length > first.length);
    expect(drawn().at(-1) === first.at(-1)).to.equal(true);
    const { top } = another.getBoundingClientRect();
    expect(drawn()[0]!.getBoundingClientRect().top).to.be.below(top + 50);
  });
});
