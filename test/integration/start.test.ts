import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, type IncomingMessage, get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { demoHeaders } from '../../demo/headers.ts';
import { cacheFolder } from '../stack/cache.ts';
import { originsOf } from '../stack/origins.ts';
import { freePorts, mustBeFree, reserve } from '../stack/ports.ts';
import { eventually } from '../support/followed-engine.ts';

const project = join(import.meta.dirname, '..', '..');

/** Three ports in a row that nobody else is given, for the wiki, Keycloak and the homeserver. */
async function threePorts(): Promise<number> {
  for (;;) {
    const [port = 0] = await freePorts(1);
    const next = [port + 1, port + 2];
    const are = await Promise.all([...next.map((one) => holds(reserve(one))), ...next.map(isFree)]);
    if (are.every(Boolean)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return holds(mustBeFree(port));
}

function holds(check: Promise<void>): Promise<boolean> {
  return check.then(
    () => true,
    () => false,
  );
}

interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
  /** Resolves when it has said that. */
  says(words: RegExp): Promise<void>;
}

/** `npm start` without npm: in an environment that knows it by a mark. */
function start(port: number, mark: string, env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [join(project, 'demo', 'start.ts'), '--port', String(port)], {
    cwd: project,
    env: { ...process.env, ...env, WIKI_ROOM_TEST_MARK: mark },
  });
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      text += data.toString();
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    ended,
    said: () => text,
    says: (words) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (words.test(text)) resolve();
        };
        listeners.add(look);
        look();
        void ended.then((code) => reject(new Error(`it ended with ${String(code)}: ${text}`)));
      }),
  };
}

/** Processes that were started with the mark, whoever started them. */
async function left(mark: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = ids.map(async (id) => {
    const environment = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '');
    if (!environment.includes(`WIKI_ROOM_TEST_MARK=${mark}\0`)) return [];
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    // One that has ended and was not collected yet has none.
    return command === '' ? [] : [command.replaceAll('\0', ' ').slice(0, 200)];
  });
  return (await Promise.all(found)).flat();
}

/** What is ended by force is gone a moment later. */
async function nothingLeft(mark: string): Promise<void> {
  await eventually(`nothing of "${mark}" runs`, async () => (await left(mark)).length === 0);
}

/** Node resolves no names below `localhost`, and its `fetch` asks for no other host than the one of the address. */
async function ask(
  port: number,
  host: string,
  path: string,
): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  const [response] = (await once(get({ host: '127.0.0.1', port, path, headers: { host } }), 'response')) as [
    IncomingMessage,
  ];
  response.resume();
  return { status: response.statusCode ?? 0, headers: response.headers };
}

/** All that a browser loads from the three sites, whatever it is, comes with what docs/security.md asks for. */
async function sendsDocumentedHeaders(port: number): Promise<void> {
  const origins = originsOf({ site: port, sso: port + 1, matrix: port + 2 });
  const wanted = demoHeaders(origins);
  for (const [host, paths] of [
    ['wiki', ['/', '/news', '/frame/news', '/wiki-room/wiki-room.js', '/wiki-room/callback.html']],
    ['chat', ['/wiki-room/frame.html', '/wiki-room/frame.json', '/wiki-room/callback.html', '/missing']],
    ['elsewhere', ['/', '/own-copy', '/framed']],
  ] as const) {
    for (const path of paths) {
      const { status, headers: sent } = await ask(port, new URL(origins[host]).host, path);
      assert.equal(status, path === '/missing' ? 404 : 200, `${origins[host]}${path}`);
      const headers = wanted(host);
      assert.match(headers['content-security-policy'] ?? '', /default-src 'none'.*require-trusted-types-for 'script'/);
      const those = Object.fromEntries(Object.keys(headers).map((name) => [name, sent[name]]));
      assert.deepEqual(those, headers, `${origins[host]}${path}`);
    }
  }
}

describe('npm start', () => {
  let port = 0;
  before(async () => {
    port = await threePorts();
  });
  after(() => rm(join(cacheFolder(), `demo-${String(port)}`), { recursive: true, force: true }));

  it('says which port is taken and what to do, and leaves nothing running', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen({ port: port + 2, host: '127.0.0.1' }, resolve));
    try {
      const { ended, said } = start(port, 'taken');
      assert.equal(await ended, 1);
      assert.match(said(), new RegExp(`^Port ${String(port + 2)} is taken: [^\n]*--port [^\n]*\n$`));
      await nothingLeft('taken');
    } finally {
      await new Promise((resolve) => blocker.close(resolve));
    }
  });

  it('says that Java is missing and what to do, and leaves nothing running', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wiki-room-path-'));
    try {
      await symlink(process.execPath, join(folder, 'node'));
      const { ended, said } = start(port, 'no-java', { PATH: folder, JAVA_HOME: '' });
      assert.equal(await ended, 1);
      assert.match(said().trimEnd().split('\n').at(-1) ?? '', /^Java 17 or newer is missing: install it/);
      await nothingLeft('no-java');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says that Python is missing and what to do, and leaves nothing running', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wiki-room-path-'));
    const put = (name: string, script: string): Promise<void> =>
      writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    try {
      await symlink(process.execPath, join(folder, 'node'));
      await put('java', `echo 'openjdk version "17.0.15"'`);
      // A download that takes its time.
      await put('mvn', '[ "$1" = -version ] && echo Maven || exec /bin/sleep 60');
      // What lies in the cache needs none.
      const env = { PATH: folder, JAVA_HOME: '', WIKI_ROOM_CACHE: join(folder, 'cache') };
      const { ended, said } = start(port, 'no-python', env);
      assert.equal(await ended, 1);
      assert.match(said().trimEnd().split('\n').at(-1) ?? '', /^Python 3.10 or newer with venv is missing: install it/);
      await nothingLeft('no-python');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('ends all that it has started with Ctrl-C, in the middle of the start and after it', async () => {
    const early = start(port, 'early');
    await early.says(/Starting Keycloak/);
    assert.notDeepEqual(await left('early'), []);
    early.child.kill('SIGINT');
    assert.equal(await early.ended, 130);
    await nothingLeft('early');

    const late = start(port, 'late');
    await late.says(/Ctrl-C ends it/);
    assert.match(late.said(), new RegExp(`The wiki +http://wiki\\.example\\.localhost:${String(port)}/\n`));
    for (const name of ['alice', 'bob', 'carol', 'dave', 'erin'])
      assert.match(late.said(), new RegExp(`^  ${name} `, 'm'));
    try {
      await sendsDocumentedHeaders(port);
    } finally {
      late.child.kill('SIGINT');
    }
    assert.equal(await late.ended, 130);
    await nothingLeft('late');
    // A process that ends has no command line any more a moment before its ports are free.
    await eventually('the ports are free', async () =>
      (await Promise.all([port, port + 1, port + 2].map(isFree))).every(Boolean),
    );
  });
});
