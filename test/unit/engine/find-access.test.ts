import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { findAccess } from '../../../src/engine/rooms/find-access.ts';
import type { RoomAccess } from '../../../src/protocol/room.ts';
import { fakeHomeserver, homeserver, refusal } from './fake-homeserver.ts';

const me = '@alice:example.org';

interface Homeserver {
  /** Answer of the room summary; left out: refused. */
  readonly summary?: object;
  /** The homeserver knows no summaries. */
  readonly old?: boolean;
  /** Own member event as the sync with left rooms shows it. */
  readonly member?: { readonly content: object; readonly sender: string };
  /** How a join is answered; left out: it works. */
  readonly join?: Response;
  readonly left?: boolean;
  readonly asksToJoin?: boolean;
}

async function access(server: Homeserver): Promise<{ access: RoomAccess; joined: boolean }> {
  let joined = false;
  const { fetch } = fakeHomeserver(({ path }) => {
    if (path.includes('summary')) {
      if (server.old === true) return refusal(404, 'M_UNRECOGNIZED');
      return server.summary === undefined ? refusal(404, 'M_NOT_FOUND') : Response.json(server.summary);
    }
    if (path.endsWith('/sync')) {
      const events = server.member && [{ ...server.member, type: 'm.room.member', state_key: me }];
      return Response.json({ rooms: events === undefined ? {} : { leave: { '!a': { timeline: { events } } } } });
    }
    if (path.includes('/state/m.room.member/')) {
      return server.member === undefined ? refusal(403, 'M_FORBIDDEN') : Response.json(server.member.content);
    }
    joined = true;
    return server.join ?? Response.json({ room_id: '!a' });
  });
  const { signal } = new AbortController();
  const api = new MatrixApi(homeserver, fetch);
  const found = await findAccess({
    api,
    roomId: '!a',
    via: [],
    userId: me,
    left: server.left ?? false,
    asksToJoin: server.asksToJoin ?? false,
    signal,
  });
  return { access: found.access, joined };
}

function outcome({ access: found, joined }: { access: RoomAccess; joined: boolean }): string {
  const { code, detail } = found.kind === 'refused' ? found.error : { code: found.kind };
  return `${code}${detail === undefined ? '' : ` ${detail}`}${joined ? ', asked to join' : ''}`;
}

const gone = { content: { membership: 'leave' }, sender: me };
const banned = { content: { membership: 'ban', reason: 'spam\u202e' }, sender: '@bob:example.org' };

const cases: [string, Homeserver, string][] = [
  ['a public room', { summary: { join_rule: 'public' } }, 'opening, asked to join'],
  [
    'a public room, "left" by one who never was in it',
    { summary: { join_rule: 'public', membership: 'leave' } },
    'opening, asked to join',
  ],
  [
    'a public room that was left before',
    { summary: { join_rule: 'public', membership: 'leave' }, member: gone },
    'joinable',
  ],
  ['a public room that was left just now', { summary: { join_rule: 'public' }, left: true }, 'joinable'],
  ['a public room, where the reader is asked', { summary: { join_rule: 'public' }, asksToJoin: true }, 'joinable'],
  ['a room of which one is a member', { summary: { join_rule: 'invite', membership: 'join' } }, 'opening'],
  ['an invitation', { summary: { join_rule: 'invite', membership: 'invite' } }, 'invited'],
  ['a room one may knock at', { summary: { join_rule: 'knock' } }, 'can-knock'],
  ['a room one knocks at', { summary: { join_rule: 'knock', membership: 'knock' } }, 'knocked'],
  ['a room for the invited', { summary: { join_rule: 'invite' } }, 'not-invited'],
  ['a ban', { summary: { join_rule: 'public', membership: 'ban' }, member: banned }, 'banned'],
  ['a ban of which the summary does not tell', { member: banned }, 'banned'],
  ['a room of which nothing is told', { join: refusal(403, 'M_FORBIDDEN') }, 'not-invited, asked to join'],
  ['no room', { join: refusal(404, 'M_NOT_FOUND') }, 'room-not-found, asked to join'],
  ['a members-of room that lets in', { summary: { join_rule: 'restricted' } }, 'opening, asked to join'],
  [
    'a members-of room that does not',
    { summary: { join_rule: 'restricted' }, join: refusal(403, 'M_FORBIDDEN') },
    'not-invited, asked to join',
  ],
  [
    'a members-of room that takes knocks',
    { summary: { join_rule: 'knock_restricted' }, join: refusal(403, 'M_FORBIDDEN') },
    'can-knock, asked to join',
  ],
  ['no room that a server knows', { join: refusal(400, 'M_UNKNOWN') }, 'room-not-found, asked to join'],
  ['no room by such an id', { join: refusal(400, 'M_INVALID_PARAM') }, 'room-not-found, asked to join'],
  [
    'a public room that lets nobody in for another reason',
    { summary: { join_rule: 'public' }, join: refusal(403, 'M_FORBIDDEN') },
    'not-allowed M_FORBIDDEN, asked to join',
  ],
  [
    'a public room that no server leads to',
    { summary: { join_rule: 'public' }, join: refusal(404, 'M_NOT_FOUND') },
    'unknown M_NOT_FOUND, asked to join',
  ],
  [
    'a room of a version that the homeserver does not know',
    { join: refusal(400, 'M_INCOMPATIBLE_ROOM_VERSION') },
    'unknown M_INCOMPATIBLE_ROOM_VERSION, asked to join',
  ],
  [
    'a homeserver that is full',
    { summary: { join_rule: 'knock_restricted' }, join: refusal(403, 'M_RESOURCE_LIMIT_EXCEEDED') },
    'unknown M_RESOURCE_LIMIT_EXCEEDED, asked to join',
  ],
  [
    'a homeserver that wants its terms accepted',
    { summary: { join_rule: 'restricted' }, join: refusal(403, 'M_CONSENT_NOT_GIVEN') },
    'not-allowed M_CONSENT_NOT_GIVEN, asked to join',
  ],
  [
    'a members-of room of which nobody can see who they are',
    { summary: { join_rule: 'restricted' }, join: refusal(400, 'M_UNABLE_TO_AUTHORISE_JOIN') },
    'not-invited, asked to join',
  ],
  ['a homeserver without summaries', { old: true }, 'opening, asked to join'],
];

describe('findAccess', () => {
  for (const [name, server, expected] of cases) {
    it(`${name}: ${expected}`, async () => assert.equal(outcome(await access(server)), expected));
  }

  it('tells the reason of a ban, cleaned', async () => {
    const { access: found } = await access({ member: banned });
    assert.equal(found.kind === 'refused' ? found.reason : undefined, 'spam');
  });

  it('names the servers that know the room, where the own one may not', async () => {
    const { fetch, requests } = fakeHomeserver(({ path }) =>
      Response.json(path.includes('summary') ? { join_rule: 'public' } : { room_id: '!a' }),
    );
    const { signal } = new AbortController();
    const via = ['one.example', 'two.example'];
    await findAccess({ api: new MatrixApi(homeserver, fetch), roomId: '!a', via, userId: me, left: false, signal });
    assert.deepEqual(
      requests.map(({ query }) => [query.getAll('via'), query.getAll('server_name')]),
      [
        [via, []],
        [via, via],
      ],
    );
  });

  it('decides nothing where the homeserver errs', async () => {
    const { fetch } = fakeHomeserver(() => new Response('<html>', { status: 503 }));
    const { signal } = new AbortController();
    const request = { api: new MatrixApi(homeserver, fetch), roomId: '!a', via: [], userId: me, left: false, signal };
    await assert.rejects(findAccess(request), { code: 'homeserver-error' });
  });
});
