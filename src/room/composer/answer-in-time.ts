/** Milliseconds that a reader who writes waits for the engine, which may just be starting. */
const patience = 2_000;

/** `undefined` where the engine does not answer, or not soon. */
export async function answerInTime<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), patience)));
  return Promise.race([answer.catch(() => undefined), late]).finally(() => clearTimeout(timer));
}
