import { expect, fixture, html } from '@open-wc/testing';
import { visiblePart } from '../../src/element/timeline/visible-part.ts';

/** A view of 300 pixels in an element that shows 100 of them, if it cuts off at all. */
async function cut(overflow: string): Promise<{ readonly around: HTMLElement; readonly scroller: HTMLElement }> {
  const around = await fixture<HTMLElement>(html`<div><div></div></div>`);
  const scroller = around.firstElementChild as HTMLElement;
  around.style.cssText = `overflow: ${overflow}; block-size: 100px`;
  scroller.style.cssText = 'overflow: auto; block-size: 300px';
  return { around, scroller };
}

describe('what can be seen of a view', () => {
  it('is all of it where nothing cuts it off', async () => {
    const { scroller } = await cut('visible');
    expect(await visiblePart(scroller)).to.deep.equal({ top: 0, height: 300 });
  });

  it('is what an element around it leaves of it, wherever that one is scrolled to', async () => {
    const { around, scroller } = await cut('auto');
    expect(await visiblePart(scroller)).to.deep.equal({ top: 0, height: 100 });
    around.scrollTop = 40;
    expect(await visiblePart(scroller)).to.deep.equal({ top: 40, height: 100 });
  });

  it('is all of it in a window over the page, whatever the element around that cuts off', async () => {
    const { scroller } = await cut('hidden');
    scroller.style.position = 'fixed';
    scroller.style.inset = '0 auto auto 0';
    scroller.style.inlineSize = '100px';
    expect((await visiblePart(scroller)).height).to.equal(300);
  });

  it('is nothing where it is not displayed, or beside the window', async () => {
    const { scroller } = await cut('visible');
    scroller.style.inlineSize = '0';
    expect((await visiblePart(scroller)).height).to.equal(0);
    scroller.style.inlineSize = '';
    scroller.style.marginBlockStart = '5000px';
    expect((await visiblePart(scroller)).height).to.equal(0);
    scroller.style.display = 'none';
    expect((await visiblePart(scroller)).height).to.equal(0);
  });
});
