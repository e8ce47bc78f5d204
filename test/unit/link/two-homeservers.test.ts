import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createEngineLink } from '../../../src/link/engine-link.ts';
import { linkNames } from '../../../src/link/names.ts';
import { ownVersions } from '../../../src/link/versions.ts';
import type { EngineService } from '../../../src/protocol/engine-link.ts';
import type { EngineSettings } from '../../../src/protocol/settings.ts';
import type { SessionSnapshot } from '../../../src/protocol/session.ts';
import { settings } from './engines.ts';
import { FakeBrowser } from './fake-browser.ts';
import type { FakePage } from './fake-browser.ts';

const [here, there] = ['https://matrix.example.org', 'https://chat.example.net'] as const;

/** An engine whose session is named after its homeserver, and that says which one it was called for. */
async function start({ homeserver }: EngineSettings): Promise<EngineService> {
  const service = {
    call: async () => ({ bytes: homeserver.length, limit: 0 }),
    subscribe: (topic: string, _key: string, listener: (update: SessionSnapshot) => void) => {
      if (topic === 'session') listener({ state: 'signed-in', userId: homeserver, deviceId: 'D' });
      return () => undefined;
    },
    pageGone: () => undefined,
    stop: () => undefined,
  };
  return service;
}

/** A page of one homeserver: who answered what it follows, and what it asked. */
function open(browser: FakeBrowser, homeserver: string): { page: FakePage; heard: string[]; ask: () => void } {
  const page = browser.openPage();
  const link = createEngineLink({
    homeserver,
    engineUrl: 'https://cdn.example.org/engine.js',
    settings: { ...settings, homeserver },
    versions: ownVersions,
    platform: page.platform(),
  });
  const heard: string[] = [];
  link.subscribe('session', '', (session) => {
    if (session.state === 'signed-in') heard.push(`follows ${session.userId}`);
  });
  const ask = (): void =>
    void link.call('measure', { room: '#a:b', text: 'x' }).then(({ bytes }) => heard.push(`asked ${bytes}`));
  return { page, heard, ask };
}

describe('two homeservers in one browser profile', () => {
  const answeredBy = (homeserver: string): string[] => [`follows ${homeserver}`, `asked ${homeserver.length}`];

  test('have an engine each, which serves the pages of its own alone', async () => {
    const browser = new FakeBrowser(start);
    const pages = [here, there, here, there].map((homeserver) => open(browser, homeserver));
    await browser.clock.advance(500);
    for (const { ask } of pages) ask();
    await browser.clock.advance(500);
    assert.deepEqual(
      pages.map(({ heard }) => heard),
      [here, there, here, there].map(answeredBy),
    );
    assert.equal(browser.workers.size, 2);
    const holders = [here, there].map((homeserver) => browser.holder(linkNames(homeserver).engine));
    assert.deepEqual(new Set(holders), new Set([...browser.workers].map(({ agent }) => agent)));
  });

  test('go on alone: an engine that goes is replaced by a page of its own homeserver', async () => {
    const browser = new FakeBrowser(start);
    const [first, other, next] = [here, there, here].map((homeserver) => open(browser, homeserver));
    assert.ok(first !== undefined && other !== undefined && next !== undefined);
    await browser.clock.advance(500);
    first.page.hide(false);
    first.page.kill();
    await browser.clock.advance(1_000);
    next.ask();
    other.ask();
    await browser.clock.advance(500);
    assert.deepEqual(next.heard, [`follows ${here}`, ...answeredBy(here)]);
    assert.deepEqual(other.heard, answeredBy(there));
    assert.equal(browser.workers.size, 2);
  });
});
