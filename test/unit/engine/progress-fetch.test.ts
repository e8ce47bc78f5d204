import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';

import { progressFetch } from '../../../src/engine/http/progress-fetch.ts';

const scope = globalThis as { XMLHttpRequest?: unknown };

/** As far as it is used; answers as soon as it is sent. */
function answering(status: number, responseText: string): void {
  scope.XMLHttpRequest = class {
    readonly status = status;
    readonly responseText = responseText;
    readonly upload = {};
    onload: (() => void) | undefined;
    open(): void {}
    setRequestHeader(): void {}
    getResponseHeader(): null {
      return null;
    }
    send(): void {
      // As a browser: what a listener throws is nobody's answer.
      queueMicrotask(() => {
        try {
          this.onload?.();
        } catch {
          // Reported, and no more.
        }
      });
    }
  };
}

const upload = (): Promise<Response> =>
  progressFetch('https://matrix.example.org/upload', { method: 'POST', sent: () => undefined } as RequestInit);

describe('progressFetch', { timeout: 5_000 }, () => {
  afterEach(() => delete scope.XMLHttpRequest);

  for (const [status, body] of [
    [200, '{"a":1}'],
    [204, ''],
    [413, '<html>'],
  ] as const) {
    it(`gives an answer ${status}`, async () => {
      answering(status, body);
      const response = await upload();
      assert.deepEqual([response.status, await response.text()], [status, body]);
    });
  }

  it('rejects where the answer is none', async () => {
    for (const [status, body] of [
      [999, 'x'],
      [204, 'x'],
    ] as const) {
      answering(status, body);
      await assert.rejects(upload());
    }
  });
});
