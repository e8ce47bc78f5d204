import type { Fetch } from '../../src/engine/http/matrix-api.ts';
import type { Fields } from '../../src/engine/shape.ts';

export const [alice, bob] = ['@alice:example.org', '@bob:example.org'];
export const roomId = '!room:example.org';
export const roomAlias = '#room:example.org';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  readonly body: Fields;
  /** By `performance.now()`. */
  readonly at: number;
}

type Answer = Response | Promise<Response> | undefined;

/**
 * A homeserver in this process, with one room in clear, for what a real one never says: `fault` is asked first. What it
 * says without one has the shape of a real one's answers; a test compares them.
 */
export class ScriptedHomeserver {
  readonly url = 'https://matrix.example.org';
  readonly requests: Asked[] = [];
  /** Comes before everything else; `undefined` lets the request through. */
  fault: (request: Asked) => Answer = () => undefined;
  timeline: Fields[] = [];
  accessToken: string | undefined;
  refreshToken: string | undefined;
  device: string | undefined;
  /** What an unknown token is told. */
  softLogout = false;
  expiresInMs: number | undefined = 3_600_000;
  #sent = new Map<string, string>();
  #generation = 1;
  #count = 0;
  #news = Promise.withResolvers<void>();

  constructor() {
    this.#add('m.room.create', alice, { room_version: '11' }, '');
    this.#add('m.room.name', alice, { name: 'Room' }, '');
    this.#add('m.room.join_rules', alice, { join_rule: 'public' }, '');
    this.#add('m.room.power_levels', alice, { users: { [alice]: 100 } }, '');
    for (const who of [alice, bob]) this.#add('m.room.member', who, { membership: 'join', displayname: who }, who);
  }

  readonly fetch: Fetch = async (input, init = {}) => {
    const url = new URL(input);
    const asked: Asked = {
      method: init.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      token: new Headers(init.headers).get('Authorization')?.replace('Bearer ', ''),
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as Fields) : {},
      at: performance.now(),
    };
    this.requests.push(asked);
    const signal = init.signal ?? undefined;
    const aborted = new Promise<never>((_, reject) => {
      const fail = (): void => reject(signal?.reason as Error);
      if (signal?.aborted === true) fail();
      signal?.addEventListener('abort', fail);
    });
    aborted.catch(() => undefined);
    const answer = (async () => (await this.fault(asked)) ?? (await this.#answer(asked, signal)))();
    return Promise.race([answer, aborted]);
  };

  /** How often it was asked for paths that hold this. */
  count(part: string): number {
    return this.requests.filter(({ path }) => path.includes(part)).length;
  }

  say(text: string, sender = bob, more: Fields = {}): string {
    return this.#add('m.room.message', sender, { msgtype: 'm.text', body: text, ...more });
  }

  add(type: string, sender: string, content: Fields, stateKey?: string): string {
    return this.#add(type, sender, content, stateKey);
  }

  /** As Synapse does it: what was redacted is sent without content from then on. */
  redact(target: string, sender = bob): string {
    const id = this.#add('m.room.redaction', sender, { redacts: target });
    const because = this.timeline.at(-1);
    this.timeline = this.timeline.map((event) =>
      event['event_id'] === target ? { ...event, content: {}, unsigned: { redacted_because: because } } : event,
    );
    return id;
  }

  /** The connections of before are forgotten, as after a restart or a week. */
  forgetPositions(): void {
    this.#generation++;
    this.#wake();
  }

  /** Gives a function that puts the homeserver back to how it is now, as from a copy. */
  copy(): () => void {
    const { accessToken, refreshToken, device } = this;
    const timeline = [...this.timeline];
    const sent = new Map(this.#sent);
    return () => {
      Object.assign(this, { timeline: [...timeline], accessToken, refreshToken, device });
      this.#sent = sent;
      this.forgetPositions();
    };
  }

  async #answer(asked: Asked, signal: AbortSignal | undefined): Promise<Response> {
    const { method, path, body } = asked;
    if (path.endsWith('/login') && method === 'POST') return this.#logIn(body);
    if (path.endsWith('/refresh')) return this.#refresh(body);
    if (asked.token === undefined) return refusal(401, 'M_MISSING_TOKEN');
    if (asked.token !== this.accessToken) {
      return refusal(401, 'M_UNKNOWN_TOKEN', { soft_logout: this.softLogout });
    }
    if (path.endsWith('/org.matrix.simplified_msc3575/sync')) return this.#sync(asked, signal);
    if (path.endsWith('/messages')) return Response.json(this.#messages(asked.query));
    if (path.includes('/event/')) return this.#event(path.split('/').at(-1) ?? '');
    if (path.includes('/directory/room/')) return this.#directory(path.split('/').at(-1) ?? '');
    if (path.includes('/send/')) return this.#send(asked);
    if (path.endsWith('/joined_rooms')) return Response.json({ joined_rooms: [roomId] });
    if (path.endsWith('/account/whoami')) return Response.json({ user_id: alice, device_id: this.device });
    if (/\/(typing|receipt|read_markers|logout)/.test(path)) return Response.json({});
    return refusal(404, 'M_UNRECOGNIZED');
  }

  #logIn(body: Fields): Response {
    const given = body['device_id'];
    this.device = typeof given === 'string' ? given : `DEVICE${String(++this.#count)}`;
    return Response.json({
      user_id: alice,
      device_id: this.device,
      home_server: 'example.org',
      ...this.#newTokens(),
    });
  }

  #refresh(body: Fields): Response {
    if (body['refresh_token'] !== this.refreshToken) return refusal(401, 'M_UNKNOWN_TOKEN');
    return Response.json(this.#newTokens());
  }

  #newTokens(): Fields {
    const number = String(++this.#count);
    this.accessToken = `access-${number}`;
    this.refreshToken = `refresh-${number}`;
    return {
      access_token: this.accessToken,
      refresh_token: this.refreshToken,
      ...(this.expiresInMs === undefined ? {} : { expires_in_ms: this.expiresInMs }),
    };
  }

  async #sync({ query }: Asked, signal: AbortSignal | undefined): Promise<Response> {
    const position = query.get('pos');
    const [generation, from = 0] = position?.split('/').map(Number) ?? [this.#generation];
    while (
      position !== null &&
      generation === this.#generation &&
      from >= this.timeline.length &&
      query.get('timeout') !== '0' &&
      signal?.aborted !== true
    ) {
      await this.#news.promise;
    }
    if (generation !== this.#generation) return refusal(400, 'M_UNKNOWN_POS');
    const fresh = this.timeline.slice(position === null ? 0 : from);
    const timeline = fresh.slice(-30);
    const first = this.timeline.length - timeline.length;
    const room = {
      name: 'Room',
      ...(position === null ? { initial: true } : {}),
      required_state: position === null ? this.timeline.filter(({ state_key: key }) => key !== undefined) : [],
      timeline,
      prev_batch: `t${String(first)}`,
      limited: first > (position === null ? 0 : from),
      joined_count: 2,
      invited_count: 0,
      notification_count: 0,
      highlight_count: 0,
      num_live: position === null ? 0 : timeline.length,
      bump_stamp: 1,
    };
    const nothing = position !== null && fresh.length === 0;
    return Response.json({
      pos: `${String(this.#generation)}/${String(this.timeline.length)}`,
      rooms: nothing ? {} : { [roomId]: room },
      extensions: { account_data: {}, receipts: { rooms: {} }, typing: { rooms: {} } },
    });
  }

  #messages(query: URLSearchParams): Fields {
    const token = query.get('from');
    const end = token === null ? this.timeline.length : Number(token.slice(1));
    const start = Math.max(0, end - Number(query.get('limit') ?? '10'));
    return {
      chunk: this.timeline.slice(start, end).reverse(),
      start: token ?? `t${String(end)}`,
      ...(start > 0 ? { end: `t${String(start)}` } : {}),
    };
  }

  #event(id: string): Response {
    const event = this.timeline.find(({ event_id: known }) => known === id);
    return event === undefined ? refusal(404, 'M_NOT_FOUND') : Response.json(event);
  }

  #directory(alias: string): Response {
    if (alias !== roomAlias) return refusal(404, 'M_NOT_FOUND');
    return Response.json({ room_id: roomId, servers: ['example.org'] });
  }

  #send({ path, body }: Asked): Response {
    const [type = '', txnId = ''] = path.split('/').slice(-2);
    const id = this.#sent.get(txnId) ?? this.#add(type, alice, body, undefined, { transaction_id: txnId });
    this.#sent.set(txnId, id);
    return Response.json({ event_id: id });
  }

  #add(type: string, sender: string, content: Fields, stateKey?: string, unsigned: Fields = {}): string {
    const id = `$${String(++this.#count)}`;
    const ts = 1_750_000_000_000 + this.#count * 1_000;
    const state = stateKey === undefined ? {} : { state_key: stateKey };
    this.timeline.push({ event_id: id, type, sender, content, origin_server_ts: ts, unsigned, ...state });
    this.#wake();
    return id;
  }

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}

export function refusal(status: number, errcode: string, more: object = {}): Response {
  return Response.json({ errcode, error: 'no', ...more }, { status });
}
