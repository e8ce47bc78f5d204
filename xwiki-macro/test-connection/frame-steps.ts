import type { WikiSettings } from '../loader/settings.ts';
import type { FrameAnswer, Outcome, Step, Surroundings } from './step.ts';

const outcomes: Readonly<Record<Exclude<FrameAnswer, 'silent'>, Outcome>> = {
  welcome: 'ok',
  'own-origin': 'own-origin',
  'not-allowed': 'not-allowed',
  'not-configured': 'not-configured',
  'another-version': 'mismatch',
  'no-script': 'missing',
};

/** The home of the keys, where that is a frame: whether it is there, and lets pages of this wiki show it. */
export function frameSteps({ frame = '' }: Partial<WikiSettings>, around: Surroundings): readonly Step[] {
  return [
    {
      name: 'frame',
      run: async () => {
        if (frame === '') return 'skipped';
        const answer = await around.greet(frame);
        if (answer !== 'silent') return outcomes[answer];
        return (await around.refused(frame)) ? 'policy' : 'silent';
      },
    },
  ];
}
