import { StackProblem } from './problem.ts';

/** Turns a failed download into one sentence; the tool's own words stay as the cause. */
export function downloadFailed(what: string): (error: unknown) => never {
  return (error) => {
    throw new StackProblem(
      `${what} could not be downloaded: check the connection to the package registries and try again.`,
      {
        cause: error,
      },
    );
  };
}
