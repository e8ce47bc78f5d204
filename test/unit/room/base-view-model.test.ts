import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BaseViewModel } from '../../../src/room/base-view-model.ts';

class Counter extends BaseViewModel<{ readonly count: number }> {
  constructor() {
    super({ count: 0 });
  }

  set(count: number): void {
    this.merge({ count });
  }

  onEnd(end: () => void): void {
    this.track(end);
  }
}

describe('BaseViewModel', () => {
  it('tells its listeners of a change, and of nothing else', () => {
    const counter = new Counter();
    let told = 0;
    const stop = counter.subscribe(() => told++);
    counter.set(1);
    counter.set(1);
    assert.equal(told, 1);
    assert.equal(counter.getSnapshot().count, 1);
    stop();
    counter.set(2);
    assert.equal(told, 1);
  });

  it('is silent after its end, and ends what it tracked', () => {
    const counter = new Counter();
    let [told, ended] = [0, 0];
    counter.subscribe(() => told++);
    counter.onEnd(() => ended++);
    counter.dispose();
    counter.dispose();
    counter.set(1);
    assert.deepEqual([told, ended, counter.getSnapshot().count], [0, 1, 0]);
    counter.onEnd(() => ended++);
    assert.equal(ended, 2);
  });
});
