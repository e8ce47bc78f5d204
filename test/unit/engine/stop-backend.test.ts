import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';

import { DeviceId, OlmMachine, RoomId, UserId, initAsync } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';

import { stopBackend } from '../../../src/engine/crypto/stop-backend.ts';

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

describe('encryption that was ended', () => {
  it('throws nothing where nobody is, as the settings of a room are still asked for', async () => {
    await initAsync();
    const olmMachine = await OlmMachine.initialize(new UserId('@alice:example.org'), new DeviceId('DEVICE'));
    const thrown: unknown[] = [];
    const note = (error: unknown): void => void thrown.push(error);
    process.on('uncaughtException', note);
    stopBackend({ olmMachine, stop: () => olmMachine.close() } as unknown as CryptoBackend);
    void olmMachine.getRoomSettings(new RoomId('!room:example.org'));
    await new Promise((resolve) => setTimeout(resolve));
    process.off('uncaughtException', note);
    assert.deepEqual(thrown, []);
  });
});
