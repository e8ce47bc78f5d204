/** A timer later than this shows that this tab was throttled or asleep, and that the wait has only begun. Milliseconds. */
const tolerance = 1_000;

/** Calls `over` when this tab has been awake for so long without a break; returns how to end the wait. */
export function startPatience(milliseconds: number, over: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    const due = performance.now() + milliseconds;
    timer = setTimeout(() => {
      if (performance.now() - due > tolerance) wait();
      else over();
    }, milliseconds);
  };
  wait();
  return () => clearTimeout(timer);
}
