import type { WikiSettings } from '../loader/settings.ts';

/** What a step found: nothing wrong, nothing to try, or what is wrong, as the name of a sentence for the administrator. */
export type Outcome = 'ok' | 'skipped' | Failure;

export type Failure =
  | 'unset'
  | 'unreachable'
  | 'cors'
  | 'policy'
  | 'no-matrix'
  | 'no-way-in'
  | 'no-sliding-sync'
  | 'wrong-issuer'
  | 'not-registered'
  | 'missing'
  | 'wrong-type';

export interface Step {
  /** Name of the step's own words. */
  readonly name: 'homeserver' | 'sign-in' | 'sync' | 'issuer' | 'callback' | 'script' | 'wasm' | 'worker';
  run(): Promise<Outcome>;
}

/** What the steps need of the browser. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  /** Whether the page's policy has refused something to this address since the last question. */
  readonly refused: (address: string) => boolean;
  /** Goes to the sign-in service in a hidden frame; whether it came back to our page. */
  readonly comesBack: (address: URL, callback: string) => Promise<boolean>;
  /** Whether a module of WebAssembly may be compiled, and a worker be started from a `blob:`. */
  readonly mayCompile: () => Promise<boolean>;
  readonly mayStartWorker: () => Promise<boolean>;
}

type Answer = { readonly status: number; readonly type: string; readonly body: Record<string, unknown> };

/** The steps from this browser to the first message, in the order in which the element takes them. */
export function connectionSteps(settings: Partial<WikiSettings>, around: Surroundings): readonly Step[] {
  const { homeserver = '', issuer = '', clientId = '', callback = '', script = '' } = settings;
  const base = homeserver.replace(/\/+$/, '');
  const at = (path: string): string => `${base}/_matrix/client/${path}`;
  const withHomeserver = async (step: () => Promise<Outcome>): Promise<Outcome> => (base === '' ? 'skipped' : step());
  const withIssuer = async (step: () => Promise<Outcome>): Promise<Outcome> => (issuer === '' ? 'skipped' : step());

  return [
    {
      name: 'homeserver',
      run: async () => {
        if (base === '') return 'unset';
        const answer = await ask(around, at('versions'));
        if (typeof answer === 'string') return answer;
        return answer.status === 200 && answer.body['versions'] instanceof Array ? 'ok' : 'no-matrix';
      },
    },
    {
      name: 'sign-in',
      run: () =>
        withHomeserver(async () => {
          const answer = await ask(around, at('v3/login'));
          if (typeof answer === 'string') return answer;
          const flows = answer.body['flows'] instanceof Array ? (answer.body['flows'] as { type?: unknown }[]) : [];
          const ways = ['org.matrix.login.jwt', 'm.login.sso'];
          return flows.some(({ type }) => ways.includes(String(type))) ? 'ok' : 'no-way-in';
        }),
    },
    {
      name: 'sync',
      run: () =>
        withHomeserver(async () => {
          // Without a session: the homeserver that knows it asks for one, the other one does not know it.
          const answer = await ask(around, at('unstable/org.matrix.simplified_msc3575/sync'), {
            method: 'POST',
            body: '{}',
          });
          if (typeof answer === 'string') return answer;
          return answer.status === 401 ? 'ok' : 'no-sliding-sync';
        }),
    },
    {
      name: 'issuer',
      run: () =>
        withIssuer(async () => {
          const answer = await metadata(around, issuer);
          if (typeof answer === 'string') return answer;
          return answer.body['issuer'] === issuer.replace(/\/+$/, '') ? 'ok' : 'wrong-issuer';
        }),
    },
    {
      name: 'callback',
      run: () =>
        withIssuer(async () => {
          const answer = await metadata(around, issuer);
          const endpoint = typeof answer === 'string' ? undefined : answer.body['authorization_endpoint'];
          if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return 'skipped';
          const url = new URL(endpoint);
          const query = { client_id: clientId, redirect_uri: callback, response_type: 'code', scope: 'openid' };
          for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
          url.searchParams.set('prompt', 'none');
          return (await around.comesBack(url, callback)) ? 'ok' : 'not-registered';
        }),
    },
    {
      name: 'script',
      run: async () => {
        const answer = await ask(around, script);
        if (typeof answer === 'string') return answer;
        if (answer.status !== 200) return 'missing';
        return /\b(javascript|ecmascript)\b/.test(answer.type) ? 'ok' : 'wrong-type';
      },
    },
    { name: 'wasm', run: async () => ((await around.mayCompile()) ? 'ok' : 'policy') },
    { name: 'worker', run: async () => ((await around.mayStartWorker()) ? 'ok' : 'policy') },
  ];
}

function metadata(around: Surroundings, issuer: string): Promise<Answer | Failure> {
  return ask(around, `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
}

/** A request as the element makes it; where nothing can be read of the answer, why. */
async function ask(around: Surroundings, address: string, init: RequestInit = {}): Promise<Answer | Failure> {
  let response;
  try {
    response = await around.fetch(address, { ...init, credentials: 'omit' });
  } catch {
    if (around.refused(address)) return 'policy';
    // An answer that may not be read is still an answer.
    const there = await around.fetch(address, { mode: 'no-cors', credentials: 'omit' }).catch(() => undefined);
    return there === undefined ? 'unreachable' : 'cors';
  }
  const text = await response.text().catch(() => '');
  return { status: response.status, type: response.headers.get('Content-Type') ?? '', body: asRecord(text) };
}

function asRecord(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
