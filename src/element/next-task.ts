interface Scheduler {
  postTask?: (task: () => void, options: { priority: 'user-blocking' }) => unknown;
}

/** In a task of its own, before whatever else waits where the browser can say so. */
export function nextTask(task: () => void): void {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  if (scheduler?.postTask === undefined) setTimeout(task);
  else scheduler.postTask(task, { priority: 'user-blocking' });
}
