import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { TestEngineStore } from '../../../support/engine-store.ts';
import { refusal } from '../fake-homeserver.ts';
import type { FakeRequest } from '../fake-homeserver.ts';
import { roomId, sent, setUp, until } from './outbox-world.ts';

const page = (status: number) => (): Response => new Response('<html>Request rejected', { status });
const noCors = (): never => {
  throw new TypeError('Failed to fetch');
};
const tooLate = (): never => {
  throw new DOMException('The operation timed out', 'TimeoutError');
};

/** So much time goes by with each attempt that is refused, in milliseconds. */
let pace = 20_000;
let passed = 0;

/** Something on the way refuses what says "refused"; everything else goes through, but for `others`. */
function behindFirewall(
  refuse: () => Response,
  others: (request: FakeRequest) => Response | undefined = () => undefined,
) {
  const isRefused = ({ body }: FakeRequest): boolean => body['body'] === 'refused';
  const world = setUp((request) => {
    if (!isRefused(request)) return others(request) ?? sent(request);
    passed += pace;
    return refuse();
  });
  const first = world.store.write(roomId, { text: 'refused' });
  world.store.write(roomId, { text: 'next' }, Date.now() + 1);
  const tries = (): number => world.requests.filter(isRefused).length;
  return { ...world, first, tries };
}

const kinds = (store: TestEngineStore): string[] => store.records.map(({ state }) => state.kind);

/** Tries at once whatever waits, until it holds. */
async function waking({ waker }: { waker: { wake(): void } }, holds: () => boolean): Promise<void> {
  const timer = setInterval(() => waker.wake(), 2);
  await until(holds).finally(() => clearInterval(timer));
}

describe('a message that something on the way refuses, and it alone', () => {
  beforeEach(() => {
    pace = 20_000;
    passed = 0;
    mock.method(performance, 'now', () => passed);
  });
  afterEach(() => mock.restoreAll());

  for (const [name, refuse, code, detail] of [
    ['a page with 403', page(403), 'homeserver-error', 'HTTP 403'],
    ['a page with 404', page(404), 'homeserver-error', 'HTTP 404'],
    ['a page with 200', page(200), 'homeserver-error', 'HTTP 200'],
    ['a page without CORS headers', noCors, 'homeserver-unreachable', undefined],
  ] as const) {
    it(`is given up in the end, and the next one goes (${name})`, async () => {
      const world = behindFirewall(refuse);
      await world.sender.resume();
      await waking(world, () => kinds(world.store)[1] === 'sent');
      const state = world.store.records[0]?.state;
      assert.deepEqual(state?.kind === 'failed' && [state.error.code, state.error.detail], [code, detail]);
      assert.equal(world.tries(), 8);
      const ids = world.requests.map(({ path }) => path.split('/').at(-1));
      assert.ok(ids.slice(0, 8).every((id) => id === world.first.txnId));
    });
  }

  it('is given up in the end where it is its file that is refused', async () => {
    const world = setUp((request) => {
      if (request.method !== 'POST') return sent(request);
      passed += pace;
      return page(403)();
    });
    const file = { kind: 'file', name: 'a.pdf', mime: 'application/pdf', size: 5 } as const;
    world.store.write(roomId, { text: '', file }, Date.now(), new Blob(['bytes']));
    world.store.write(roomId, { text: 'next' }, Date.now() + 1);
    await world.sender.resume();
    await waking(world, () => kinds(world.store)[1] === 'sent');
    assert.deepEqual(kinds(world.store), ['failed', 'sent']);
  });

  it('is tried for two minutes at least, however often it is tried at once', async () => {
    pace = 1_000;
    const world = behindFirewall(page(403));
    await world.sender.resume();
    await waking(world, () => kinds(world.store)[1] === 'sent');
    assert.equal(world.tries(), 121);
  });

  for (const [name, refuse] of [
    ['the homeserver has a fault', page(502)],
    ['the homeserver has a fault of its own', () => refusal(500, 'M_UNKNOWN')],
    ['the homeserver takes too long', tooLate],
    ['the homeserver asks for patience', () => refusal(429, 'M_LIMIT_EXCEEDED', { retry_after_ms: 1 })],
  ] as const) {
    it(`waits as long as ${name}`, async () => {
      let isOver = false;
      const world = behindFirewall(() => (isOver ? Response.json({ event_id: '$late' }) : refuse()));
      await world.sender.resume();
      await waking(world, () => world.tries() > 20);
      assert.deepEqual(kinds(world.store), ['waiting', 'waiting']);
      isOver = true;
      await waking(world, () => kinds(world.store).every((kind) => kind === 'sent'));
    });
  }

  it('waits as long as the sync tells nothing', async () => {
    const world = behindFirewall(page(403), ({ path }) =>
      path.includes('/state/') ? refusal(404, 'M_NOT_FOUND') : undefined,
    );
    world.world.current = false;
    await world.sender.resume();
    await waking(world, () => world.tries() > 20);
    assert.deepEqual(kinds(world.store), ['waiting', 'waiting']);
    world.world.current = true;
    await waking(world, () => kinds(world.store)[1] === 'sent');
  });

  it('waits as long as the homeserver answers nothing else either', async () => {
    let isAway = true;
    const world = behindFirewall(page(403), ({ path }) =>
      isAway && path.endsWith('/versions') ? page(403)() : undefined,
    );
    await world.sender.resume();
    await waking(world, () => world.tries() > 20);
    assert.deepEqual(kinds(world.store), ['waiting', 'waiting']);
    isAway = false;
    await waking(world, () => kinds(world.store)[1] === 'sent');
  });
});
