import { expect } from '@open-wc/testing';
import { html, render } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { sweepMarkers } from '../../src/element/timeline/sweep-markers.ts';

describe('sweepMarkers', () => {
  const numbers = (from: number, to: number): number[] => {
    const found: number[] = [];
    for (let i = from; i < to; i++) found.push(i);
    return found;
  };
  const texts = (list: Element): string[] => [...list.children].map((child) => child.textContent);

  it('keeps a list that scrolls far free of leftovers, and in order', () => {
    const place = document.createElement('div');
    const show = (items: readonly number[]): Element => {
      render(
        html`<div>
          ${repeat(
            items,
            (item) => item,
            (item) => html`<p>${item}</p>`,
          )}
        </div>`,
        place,
      );
      const list = place.querySelector('div');
      if (list === null) throw new Error('nothing was rendered');
      sweepMarkers(list);
      return list;
    };
    let list = show(numbers(0, 20));
    const fresh = list.childNodes.length;
    for (let from = 1; from <= 200; from++) list = show(numbers(from, from + 20));
    for (let from = 199; from >= 100; from--) list = show(numbers(from, from + 20));
    expect(texts(list)).to.deep.equal(numbers(100, 120).map(String));
    expect(list.childNodes.length).to.be.at.most(fresh + 2);
    list = show([]);
    list = show([3, 1, 2]);
    expect(texts(list)).to.deep.equal(['3', '1', '2']);
  });
});
