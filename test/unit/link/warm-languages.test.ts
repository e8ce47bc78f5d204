import assert from 'node:assert/strict';
import { resolveObjectURL } from 'node:buffer';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { warmLanguages } from '../../../src/link/warm-languages.ts';

/** Takes the place of a browser's, and runs nothing. */
class FakeWorker {
  static readonly started: FakeWorker[] = [];
  onmessage: ((event?: Event) => void) | undefined;
  onerror: ((event?: Event) => void) | undefined;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    FakeWorker.started.push(this);
  }

  get script(): Promise<string> | undefined {
    return resolveObjectURL(this.url)?.text();
  }
}

const started = (): FakeWorker => {
  warmLanguages({ Worker: FakeWorker as unknown as typeof Worker });
  return FakeWorker.started.at(-1)!;
};

describe('what a browser knows of languages', () => {
  it('is gathered by a worker that makes a formatter and ends', async () => {
    const did: unknown[] = [];
    const script = (await started().script) ?? '';
    runInNewContext(script, { postMessage: (value: unknown) => did.push(value), close: () => did.push('closed') });
    assert.match(script, /new Intl\./);
    assert.deepEqual(did, [0, 'closed']);
  });

  it('leaves nothing behind, done or not', () => {
    for (const end of ['onmessage', 'onerror'] as const) {
      const worker = started();
      assert.notEqual(worker.script, undefined);
      worker[end]?.(new Event(end));
      assert.equal(worker.script, undefined);
    }
  });

  it('is left to the first formatter where workers are refused', () => {
    const refused = function (): never {
      throw new DOMException('refused', 'SecurityError');
    };
    assert.doesNotThrow(() => warmLanguages({ Worker: refused as unknown as typeof Worker }));
  });
});
