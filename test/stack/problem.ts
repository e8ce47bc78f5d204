/** Something the person at the keyboard can put right; the message is one sentence that says how. */
export class StackProblem extends Error {
  override readonly name = 'StackProblem';
}

/** What a person is told of an error: what the tool itself said, if one did, and as the last line what to do. */
export function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof StackProblem) || error.cause === undefined) return error.message;
  return `${told(error.cause)}\n${error.message}`;
}
