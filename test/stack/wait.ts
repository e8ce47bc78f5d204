import { setTimeout as delay } from 'node:timers/promises';

import type { Child } from './child.ts';

/** Asks `url` until it answers with success; gives up at once when the server behind it has ended. */
export async function waitForServer(name: string, url: string, child: Child, timeoutMs = 240_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (await answers(url)) return;
    const ended = await Promise.race([child.ended.then(() => true), delay(100, false)]);
    if (ended) throw new Error(`${name} ended while it was starting:\n${child.tail()}`);
  }
  throw new Error(`${name} did not answer within ${String(timeoutMs / 1000)} s:\n${child.tail()}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
