import type { Platform } from './platform.ts';
import { workerUrl } from './script-url.ts';

const script = 'new Intl.DateTimeFormat;postMessage(0);close()';

/**
 * A browser gathers what it knows of languages when the first formatter of a process is made, which takes it 15 ms: that is done
 * beside the page's main thread, while a room's views come. Where a policy forbids workers, the first formatter does it.
 */
export function warmLanguages({ Worker }: Pick<Platform, 'Worker'>): void {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const done = (event?: Event): void => {
    event?.preventDefault();
    URL.revokeObjectURL(url);
  };
  try {
    const worker = new Worker(workerUrl(url));
    worker.onmessage = worker.onerror = done;
  } catch {
    done();
  }
}
