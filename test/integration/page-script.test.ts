import 'fake-indexeddb/auto';
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { EnginePort } from '../../src/link/engine-port.ts';
import { ownVersions } from '../../src/link/versions.ts';
import { commandNames, topicNames } from '../../src/protocol/command.ts';
import type { CommandName, Commands } from '../../src/protocol/command.ts';
import type { EngineMessage } from '../../src/protocol/wire.ts';
import { eventually } from '../support/followed-engine.ts';
import { liveEngine } from '../support/scripted-engine.ts';
import { roomAlias as room, roomId } from '../support/scripted-homeserver.ts';

/** Everything that can be asked of the engine, but for what begins or ends a session. */
const asked: { [K in Exclude<CommandName, 'sign-in' | 'sign-out'>]: Commands[K]['args'] } = {
  'retry-connection': {},
  'is-needed': {},
  'name-servers': { room, servers: ['example.org'] },
  join: { room },
  knock: { room },
  leave: { room },
  'load-older': { room, count: 10 },
  'find-event': { room, eventId: '$none' },
  'mark-read': { room, eventId: '$none', private: false },
  typing: { room, typing: true },
  'outbox-changed': { roomId },
  measure: { room, text: 'x' },
  'markdown-of': { html: '<b>x</b>' },
  'upload-limit': {},
  media: { source: { mxc: 'mxc://example.org/x' }, mime: 'image/png' },
  recover: { secret: 'x' },
  'make-recovery-key': {},
  'use-recovery-key': { recoveryKey: 'x' },
};

/** The line to an engine with a session, and whoever is on it. */
async function listening() {
  const running = await liveEngine();
  const heard: EngineMessage[] = [];
  const port = new EnginePort(
    running.engine.service,
    ownVersions,
    (message) => heard.push(structuredClone(message)),
    () => new Promise(() => undefined),
  );
  let id = 0;
  return {
    ...running,
    heard,
    call: (name: string, args: unknown = {}): void =>
      port.receive({ kind: 'call', from: 'script', id: ++id, name, args }),
    follow: (topic: string, key: string): void =>
      port.receive({ kind: 'subscribe', from: 'script', id: ++id, topic, key }),
    [Symbol.dispose]: () => {
      port.close();
      running[Symbol.dispose]();
    },
  };
}

const keys = { room, timeline: room, outbox: roomId } as const;

describe('a script of the page that speaks with the engine', () => {
  it('reads what is on screen, and hears no token and no key of what is stored', async () => {
    using line = await listening();
    const { server, store, heard } = line;
    const { cryptoStoreKey } = store.stored!;
    const secrets = [server.accessToken, server.refreshToken, cryptoStoreKey, 'alice-token'];
    server.say('for those in the room');
    await eventually('the message is on screen', () => line.texts().includes('for those in the room'));
    for (const topic of topicNames) line.follow(topic, topic in keys ? keys[topic as keyof typeof keys] : '');
    for (const name of commandNames) if (name in asked) line.call(name, asked[name as keyof typeof asked]);
    const answers = (): number => heard.filter(({ kind }) => kind === 'result' || kind === 'error').length;
    await eventually('all is answered', () => answers() === Object.keys(asked).length, 30_000);
    const all = JSON.stringify(heard);
    assert.ok(all.includes('for those in the room'));
    assert.deepEqual(
      secrets.map((secret) => typeof secret === 'string' && !all.includes(secret)),
      secrets.map(() => true),
    );
  });

  it('gets nothing by a name that is no command', async () => {
    using line = await listening();
    for (const name of ['session', 'access-token', 'export-keys', 'constructor', '__proto__', 'toString', 'stop']) {
      line.call(name);
    }
    line.call('upload-limit');
    await eventually('the last one is answered', () => line.heard.length > 0);
    assert.equal(line.heard.length, 1);
  });

  it('ends the session by one word, as docs/security.md says', async () => {
    using line = await listening();
    line.call('sign-out');
    await eventually('the session is over', () => line.engine.session?.state === 'signed-out');
    assert.equal(line.store.stored, undefined);
  });
});
