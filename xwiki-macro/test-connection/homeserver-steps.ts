import type { WikiSettings } from '../loader/settings.ts';
import { ask } from './ask.ts';
import type { Outcome, Step, Surroundings } from './step.ts';

/** From discovery to the first sync, without a session. */
export function homeserverSteps({ homeserver = '' }: Partial<WikiSettings>, around: Surroundings): readonly Step[] {
  const base = homeserver.replace(/\/+$/, '');
  const at = (path: string): string => `${base}/_matrix/client/${path}`;
  const withHomeserver = async (step: () => Promise<Outcome>): Promise<Outcome> => (base === '' ? 'skipped' : step());

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
  ];
}
