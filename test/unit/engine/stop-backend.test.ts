import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';

/** Whether anything else runs in a thread whose encryption is ended while a key is missed. */
async function lives(): Promise<boolean> {
  const worker = new Worker(new URL('stopped-backend.ts', import.meta.url), { stdout: true, stderr: true });
  const spoken = new Promise<true>((resolve, reject) => {
    worker.once('message', () => resolve(true));
    worker.once('error', reject);
  });
  // Long for a thread that starts, and none where it goes round for ever.
  const silent = new Promise<false>((resolve) => setTimeout(() => resolve(false), 20_000).unref());
  try {
    return await Promise.race([spoken, silent]);
  } finally {
    await worker.terminate();
  }
}

describe('encryption that is ended while a key is missed', () => {
  it('leaves the thread to everything else', async () => {
    assert.equal(await lives(), true);
  });
});
