/** Receives one line per long step. */
export type Progress = (line: string) => void;

export const silent: Progress = () => undefined;

/** Prints to standard error, so that a program's own output stays clean. */
export const toStandardError: Progress = (line) => {
  process.stderr.write(`${line}\n`);
};

/** Says that a step begins and how long it took, when it took long enough to be noticed. */
export async function step<T>(progress: Progress, label: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  progress(`${label} …`);
  const result = await work();
  const seconds = (performance.now() - begun) / 1000;
  if (seconds > 2) progress(`${label}: done in ${seconds.toFixed(0)} s`);
  return result;
}
