import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findChromium } from '../stack/prerequisites.ts';
import { type Stack, startStack } from '../stack/stack.ts';
import { until } from '../e2e/support/until.ts';
import { temporaryFolder } from '../stack/temporary-folder.ts';
import { ChaosWindow } from './chaos-window.ts';
import { Chronicle } from './chronicle.ts';
import { readAnew } from './fresh-view.ts';
import { PeerActor } from './peer-actor.ts';
import { nameOf, planOf, sendsOf } from './plan.ts';
import { problemsOf, visibleTokens } from './problems-of.ts';
import { Profile } from './profile.ts';
import { reactionsToShow } from './reactions.ts';
import { Stage } from './stage.ts';
import { worstMinutes } from './storms.ts';

export interface ChaosOptions {
  readonly seed: number;
  /** How many messages are written, or a few more. */
  readonly sends: number;
  /** Of its steps only those from the first of these on and before the second. */
  readonly steps?: readonly [number, number];
  /** No further step is begun after so many minutes of faults. */
  readonly minutes?: number;
  /** A folder for pictures of what went wrong. */
  readonly pictures?: string;
  /** A file for what was asked of the homeserver, a request a line. */
  readonly requests?: string;
  /** Receives each line of the history. */
  readonly echo?: (line: string) => void;
}

export interface ChaosResult {
  readonly seed: number;
  readonly problems: readonly string[];
  readonly history: readonly string[];
  /** What happened how often. */
  readonly figures: Readonly<Record<string, number>>;
}

const room = 'chaos';
/** Requests of one minute that may fail: two engines that each try a handful of things every few seconds. */
const mostFailures = 150;
/** Of what was planned; in the rest no window could be written in when its turn came. */
const leastWritten = 0.8;
/** No wait for another attempt is as long as this, milliseconds: with nothing new in the room, nothing more will come. */
const settling = 90_000;

/** Plays the seed's steps against the real stack and says what of the promise does not hold. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, sends, steps = [0], minutes, echo, pictures, requests } = options;
  const chronicle = new Chronicle(echo);
  await using stack = await startStack({
    faultProxy: true,
    accessTokenSeconds: 60,
    ...(process.env['WIKI_ROOM_DIST'] ? { dist: process.env['WIKI_ROOM_DIST'] } : {}),
    progress: (line) => chronicle.say(line),
  });
  await using folder = await temporaryFolder('chaos');
  const stage = await setUp(stack, folder.path, seed, chronicle, pictures);
  const devices = await devicesOf(stack, stage);
  const plan = planOf(seed, sends).slice(...steps);
  const since = Date.now();
  let played = 0;
  try {
    for (const [index, step] of plan.entries()) {
      if (minutes !== undefined && Date.now() - since > minutes * 60_000) {
        chronicle.say(`${minutes} minutes are over`);
        break;
      }
      chronicle.say(`step ${index}: ${JSON.stringify(step)}`);
      chronicle.count(nameOf(step));
      await stage.play(step).catch((error: unknown) => {
        chronicle.complain(`step ${index} could not be played: ${String(error).split('\n', 1)[0]}`);
      });
      await stage.passed();
      played++;
    }
    const took = (Date.now() - since) / 1000;
    await stage.calm();
    await settle(stage, chronicle);
    const read = await stage.peer.readRoom();
    chronicle.complaints.push(...problemsOf({ ...chronicle, room: read }));
    const expected = visibleTokens(read);
    const there = new Set(read.flatMap(({ tokens }) => tokens));
    for (const token of chronicle.missed) {
      const shown = chronicle.shown.has(token) ? 'was shown later' : 'was never shown';
      chronicle.say(`${token} ${shown} and is ${there.has(token) ? '' : 'not '}in the room`);
    }
    const reactions = reactionsToShow(await stage.peer.readReactions(), read);
    await Promise.all(stage.profiles.map((profile) => readAnew(profile, expected, reactions)));
    if ((await devicesOf(stack, stage)) !== devices) chronicle.complain('somebody has got another device');
    const { log } = stage.proxy;
    const worst = worstMinutes(log);
    const planned = plan.slice(0, played).reduce((sum, step) => sum + sendsOf(step), 0);
    if (chronicle.written.length < planned * leastWritten) {
      chronicle.complain(`only ${chronicle.written.length} of ${planned} messages could be written`);
    }
    if (worst.failed.failed > mostFailures) chronicle.complain(`${worst.failed.failed} failed requests in one minute`);
    return {
      seed,
      problems: chronicle.complaints,
      history: chronicle.history,
      figures: {
        ...Object.fromEntries([...chronicle.counts].toSorted()),
        'messages planned': planned,
        'messages written': chronicle.written.length,
        'messages asked about': chronicle.asked.size,
        'messages in the room': read.length,
        'reactions looked for': reactions.size,
        requests: log.length,
        'requests in the busiest minute': worst.all.all,
        'failed requests in the worst minute': worst.failed.failed,
        'seconds of faults': Math.round(took),
        'seconds altogether': Math.round(chronicle.seconds),
      },
    };
  } finally {
    if (requests !== undefined) await writeFile(requests, stage.requests(Date.now() - chronicle.seconds * 1_000));
    await Promise.all(stage.profiles.map((profile) => profile.stop()));
  }
}

async function setUp(
  stack: Stack,
  folder: string,
  seed: number,
  chronicle: Chronicle,
  pictures: string | undefined,
): Promise<Stage> {
  const { proxy } = stack;
  if (proxy === undefined) throw new Error('The stack has no proxy');
  const executablePath = await findChromium();
  const bob = await stack.peer('bob');
  const keys = stack.seed.recoveryKeys;
  await bob.recover(keys['bob'] ?? '');
  const roomId = await bob.createRoom(room, { name: 'Chaos' });
  // Two people, or two devices of one.
  const people = [stack.users.alice, seed % 2 === 0 ? stack.users.carol : stack.users.alice];
  const reachable = (): Promise<void> => stage.reachable();
  const peer = new PeerActor(bob, roomId, chronicle, reachable);
  const userIds = people.map(({ userId }) => userId);
  const devicesBefore = await peer.devicesOf(userIds);
  const profiles = await Promise.all(
    people.map(async (person, index) => {
      const name = 'ab'[index] ?? '';
      const own = join(folder, name);
      await mkdir(own);
      const profile = new Profile({
        name,
        person,
        recoveryKey: keys[person.name] ?? '',
        executablePath,
        folder: own,
        wiki: stack.origins.wiki,
        path: `/page?room=${encodeURIComponent(`#${room}:example.org`)}`,
        chronicle,
        ...(pictures === undefined ? {} : { pictures }),
      });
      await profile.signIn();
      return profile;
    }),
  );
  const windows = profiles.flatMap((profile) =>
    [1, 2].map((number) => new ChaosWindow(`${profile.options.name}${number}`, profile)),
  );
  const stage: Stage = new Stage({
    stack,
    proxy,
    profiles,
    windows,
    chronicle,
    peer,
  });
  for (const window of windows) await window.open();
  await until(async () => (await peer.devicesOf(userIds)) >= devicesBefore + profiles.length, 60_000);
  await greet(peer, chronicle);
  return stage;
}

/**
 * The keys of the peer reach everybody while nothing is in their way. A client of the SDK that is not answered when it asks
 * for devices encrypts without them, and nobody can bring the keys later.
 */
async function greet(peer: PeerActor, chronicle: Chronicle): Promise<void> {
  peer.write(1);
  await peer.done();
  const tokens = chronicle.written.map(({ token }) => token);
  if (!(await chronicle.showsAll(tokens, 30_000, new Promise(() => undefined)))) {
    throw new Error('The first message of the peer is not shown');
  }
}

/** Until everything that was ever shown is in the room, and each window shows it so; what is not by then is lost. */
async function settle(stage: Stage, chronicle: Chronicle): Promise<void> {
  for (const window of stage.windows) {
    if (!(await window.usable(60_000))) chronicle.complain(`${window.life} cannot be used after all faults are over`);
  }
  await stage.peer.done();
  await arrive(stage, chronicle);
  for (const window of stage.windows) await window.comesToRest(settling);
}

async function arrive(stage: Stage, chronicle: Chronicle): Promise<void> {
  let newsAt = Date.now();
  let left = Number.POSITIVE_INFINITY;
  let told = 0;
  for (;;) {
    const read = await stage.peer.readRoom();
    const there = new Set(read.flatMap(({ tokens }) => tokens));
    const missing = [...chronicle.shown.keys()].filter((token) => !there.has(token));
    if (missing.length === 0 && read.every(({ tokens }) => tokens.length > 0)) return;
    if (missing.length < left) newsAt = Date.now();
    left = missing.length;
    const waited = Date.now() - newsAt;
    if (waited > settling) return chronicle.say(`never in the room: ${missing.join(', ')}`);
    if (waited > 20_000 && told++ === 0) {
      chronicle.say(`not in the room yet: ${missing.join(', ')}`);
      for (const profile of stage.profiles) chronicle.say(`${profile.agent}: ${stage.lastRequests(profile)}`);
    }
    for (const window of stage.windows) await window.agree();
    await delay(1_000);
  }
}

async function devicesOf(stack: Stack, stage: Stage): Promise<string> {
  const people = new Set(stage.profiles.map(({ options }) => options.person.userId));
  const lists = await Promise.all([...people].map(async (userId) => (await stack.admin.devices(userId)).toSorted()));
  return JSON.stringify(lists);
}
