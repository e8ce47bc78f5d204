import { Agent, request } from 'node:http';

/** Speaks for anybody at a time of its choosing, without a client: for rooms that are not encrypted. */
export class ApplicationService {
  readonly #baseUrl: string;
  readonly #token: string;
  readonly #agent = new Agent({ keepAlive: true });
  #transaction = 0;

  constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl;
    this.#token = token;
  }

  async send(roomId: string, userId: string, type: string, content: object, at: number): Promise<string> {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/${type}/seed-${String(this.#transaction++)}`;
    const query = new URLSearchParams({ user_id: userId, ts: String(at) });
    const answer = (await this.#call('PUT', `${path}?${query.toString()}`, content)) as { event_id: string };
    return answer.event_id;
  }

  /** Any other call, made as this user. */
  call(userId: string, method: string, path: string, body: object = {}): Promise<unknown> {
    return this.#call(method, `${path}?${new URLSearchParams({ user_id: userId }).toString()}`, body);
  }

  /** A client's `fetch` whose events are sent by the service, at the time that `now` gives. */
  fetchAt(userId: string, now: () => number): typeof fetch {
    return (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (init?.method !== 'PUT' || !/\/rooms\/[^/]+\/send\//.test(url.pathname)) return fetch(input, init);
      url.searchParams.set('user_id', userId);
      url.searchParams.set('ts', String(now()));
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${this.#token}`);
      return fetch(url, { ...init, headers });
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  #call(method: string, path: string, body: object): Promise<unknown> {
    const text = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${this.#token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      };
      const call = request(this.#baseUrl + path, { method, agent: this.#agent, headers }, (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (answer += part));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(answer));
          else reject(new Error(`${method} ${path} answered ${String(response.statusCode)}: ${answer}`));
        });
      });
      call.on('error', reject);
      call.end(text);
    });
  }
}
