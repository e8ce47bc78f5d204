import type { WikiSettings } from '../loader/settings.ts';
import { frameSteps } from './frame-steps.ts';
import { homeserverSteps } from './homeserver-steps.ts';
import { scriptSteps } from './script-steps.ts';
import { signInSteps } from './sign-in-steps.ts';
import type { Known, Step, Surroundings } from './step.ts';

/** The steps from this browser to the first message, in the order in which the element takes them. */
export function connectionSteps(settings: Partial<WikiSettings>, around: Surroundings): readonly Step[] {
  const known: Known = {};
  const browser: Step = {
    name: 'browser',
    run: () => Promise.resolve(around.isSecure ? 'ok' : 'insecure'),
  };
  return [() => [browser], homeserverSteps, signInSteps, frameSteps, scriptSteps].flatMap((steps) =>
    steps(settings, around, known),
  );
}
