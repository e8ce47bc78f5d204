import { mock } from 'node:test';

import { SyncLoop } from '../../../src/engine/sync/sync-loop.ts';
import type { SyncAnswer, SyncRequest, SyncTransport, SyncUpdate } from '../../../src/engine/sync/sync-update.ts';
import { Topic } from '../../../src/engine/topic.ts';
import type { ConnectionSnapshot } from '../../../src/protocol/room.ts';

export const nothing: SyncUpdate = { rooms: [], accountData: new Map() };
export const news: SyncUpdate = { rooms: [], accountData: new Map([['m.x', {}]]) };

/** A transport that is told what to answer, in virtual time. */
export class FakeTransport implements SyncTransport {
  polls: number[] = [];
  requests: SyncRequest[] = [];
  commits = 0;
  resets = 0;
  keysWait = false;
  answer: (request: SyncRequest) => SyncUpdate | Promise<SyncUpdate> = (request) => untilAborted(request.signal);

  async poll(request: SyncRequest): Promise<SyncAnswer> {
    this.polls.push(Date.now());
    this.requests.push(request);
    return { update: await this.answer(request), keysWait: this.keysWait, commit: () => this.commits++ };
  }
  reset(): void {
    this.resets++;
  }
}

/** Whether the homeserver still has what it told. */
export class FakePast {
  inDoubt = false;
  asked = 0;
  answer: () => Promise<boolean> = async () => false;
  readonly told = (): void => undefined;

  doubt(): void {
    this.inDoubt = true;
  }
  trust(): void {
    this.inDoubt = false;
  }
  async isGone(): Promise<boolean> {
    if (!this.inDoubt) return false;
    this.asked++;
    const gone = await this.answer();
    this.inDoubt = false;
    return gone;
  }
}

export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}

export function stateOf({ value }: Topic<ConnectionSnapshot>): string | undefined {
  return value?.state;
}

export function setUp(apply: (update: SyncUpdate) => Promise<void> = async () => undefined) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  const transport = new FakeTransport();
  const fallback = new FakeTransport();
  const connection = new Topic<ConnectionSnapshot>();
  const states: string[] = [];
  connection.follow(({ state }) => states.push(state));
  const asked: number[] = [];
  const past = new FakePast();
  const loop = new SyncLoop({
    transport,
    fallback,
    connection,
    past,
    keysWait: async () => true,
    startsAnew: async () => undefined,
    apply,
    asked: () => asked.push(transport.polls.length),
  });
  return { loop, transport, fallback, connection, states, asked, past };
}

export async function pass(ms: number, step = 100): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    for (let i = 0; i < 8; i++) await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(step);
  }
  for (let i = 0; i < 8; i++) await new Promise((resolve) => setImmediate(resolve));
}

export function end(loop: SyncLoop): void {
  loop.stop();
  mock.timers.reset();
}
