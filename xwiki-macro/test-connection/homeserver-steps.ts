import type { WikiSettings } from '../loader/settings.ts';
import { ask } from './ask.ts';
import type { Known, Outcome, Step, Surroundings } from './step.ts';

/** From discovery to the first sync, without a session. */
export function homeserverSteps(
  { homeserver: written, issuer = '', clientId = '', frame = '' }: Partial<WikiSettings>,
  around: Surroundings,
  known: Known,
): readonly Step[] {
  const base = (written ?? '').replace(/\/+$/, '');
  const at = (path: string): string => `${base}/_matrix/client/${path}`;
  /** Somebody can make a token for it. A frame names its own sign-in service. */
  const isNamed = frame !== '' || (issuer !== '' && clientId !== '');
  let isMatrix = false;
  const withHomeserver = async (step: () => Promise<Outcome>): Promise<Outcome> => (base === '' ? 'skipped' : step());

  return [
    {
      name: 'homeserver',
      run: async () => {
        // The wiki writes every setting, empty ones too: where one is not there, none of them came into the head.
        if (written === undefined) return 'not-written';
        if (base === '') return 'unset';
        const answer = await ask(around, at('versions'));
        if (typeof answer === 'string') return answer;
        isMatrix = answer.status === 200 && answer.body['versions'] instanceof Array;
        return isMatrix ? 'ok' : 'no-matrix';
      },
    },
    {
      name: 'sign-in',
      run: () =>
        withHomeserver(async () => {
          const answer = await ask(around, at('v3/login'));
          if (typeof answer === 'string') return answer;
          const flows = answer.body['flows'] instanceof Array ? (answer.body['flows'] as { type?: unknown }[]) : [];
          const offers = (way: string): boolean => flows.some(({ type }) => type === way);
          const takesToken = offers('org.matrix.login.jwt');
          if (isMatrix && takesToken) known.tokenLogin = base;
          if (takesToken && isNamed) return 'ok';
          known.signsInItself = offers('m.login.sso');
          if (known.signsInItself) return 'ok';
          return takesToken ? 'no-issuer' : 'no-way-in';
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
  ];
}
