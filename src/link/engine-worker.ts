import { WikiRoomError } from '../protocol/error.ts';
import { asWorkerMessage } from './control.ts';
import type { StartMessage } from './control.ts';
import type { Platform } from './platform.ts';
import { workerUrl } from './script-url.ts';
import { startTimer } from './timer.ts';

export interface EngineWorkerOptions {
  readonly platform: Platform;
  /** Absolute address of the engine's script. */
  readonly engineUrl: string;
  readonly start: StartMessage;
  /** Ends the worker. */
  readonly signal: AbortSignal;
  /** It serves. */
  readonly ready: () => void;
  /** The worker's own port, for a page that shares its engine with nobody. */
  readonly connected: (post: (message: unknown) => void) => void;
  readonly received: (data: unknown) => void;
}

/** Loading may take this long, on a slow network; after it, silence. Milliseconds. */
const startTimeout = 60_000;

/**
 * Runs one worker until it ends; resolves with why (`undefined`: the signal). First by a `blob:` script that imports the
 * engine's, which works from another origin; where a policy forbids that, by the engine's own address.
 */
export async function runEngineWorker(options: EngineWorkerOptions): Promise<WikiRoomError | undefined> {
  const { platform, engineUrl, signal } = options;
  const violations = watchViolations(platform.document, engineUrl);
  try {
    const blobUrl = URL.createObjectURL(new Blob([importing(engineUrl)], { type: 'text/javascript' }));
    const first = await runFrom(blobUrl, 'classic', options).finally(() => URL.revokeObjectURL(blobUrl));
    if (signal.aborted || first.loaded) return first.error;
    const sameOrigin = new URL(engineUrl).origin === platform.origin;
    const second = sameOrigin ? await runFrom(engineUrl, 'module', options) : first;
    return second.loaded ? second.error : (violations.found() ?? second.error);
  } finally {
    violations.stop();
  }
}

interface WorkerEnd {
  readonly loaded: boolean;
  readonly error: WikiRoomError | undefined;
}

function runFrom(url: string, type: WorkerType, options: EngineWorkerOptions): Promise<WorkerEnd> {
  const { platform, signal } = options;
  return new Promise((resolve) => {
    let worker: Worker | undefined;
    let loaded = false;
    let ready = false;
    const end = (error: WikiRoomError | undefined): void => {
      signal.removeEventListener('abort', aborted);
      platform.clearTimeout(timer);
      worker?.terminate();
      resolve({ loaded, error });
    };
    const aborted = (): void => end(undefined);
    let timer: number | undefined;
    // An engine that lives may have to wait for others who keep the browser's storage busy, one that hangs says nothing.
    const watch = (): void => {
      platform.clearTimeout(timer);
      timer = startTimer(platform, startTimeout, (onTime) =>
        onTime ? end(lost('the engine does not start')) : watch(),
      );
    };
    watch();
    signal.addEventListener('abort', aborted);
    if (signal.aborted) return end(undefined);

    try {
      worker = new platform.Worker(workerUrl(url), { type, name: 'wiki-room' });
    } catch (error) {
      return end(WikiRoomError.from(error, 'engine-lost'));
    }
    const { postMessage } = worker;
    worker.onmessage = (event: MessageEvent<unknown>) => {
      const message = asWorkerMessage(event.data);
      if (message === undefined) return options.received(event.data);
      if (message.kind === 'loaded') {
        loaded = true;
        watch();
        options.connected(postMessage.bind(worker));
        worker.postMessage(options.start);
      } else if (message.kind === 'waiting') {
        if (!ready) watch();
      } else if (message.kind === 'ready') {
        ready = true;
        platform.clearTimeout(timer);
        options.ready();
      } else {
        end(message.error === undefined ? lost('the engine has stopped') : WikiRoomError.fromData(message.error));
      }
    };
    worker.onerror = (event) => {
      // An error of a running engine is the engine's; before that nothing more will come.
      if (ready) return;
      event.preventDefault();
      end(lost('the engine cannot be loaded'));
    };
    worker.onmessageerror = () => end(lost('a message of the engine cannot be read'));
  });
}

/** No module: Chromium starts those from no `blob:` address in an opaque origin. */
function importing(url: string): string {
  return `import(${JSON.stringify(url)}).catch((error) => setTimeout(() => { throw error; }));`;
}

function lost(message: string): WikiRoomError {
  return new WikiRoomError('engine-lost', message);
}

/** Remembers a directive of the page's Content-Security-Policy that stood in the worker's way. */
function watchViolations(
  document: Document | undefined,
  engineUrl: string,
): { found(): WikiRoomError | undefined; stop(): void } {
  let directive: string | undefined;
  const listener = (event: SecurityPolicyViolationEvent): void => {
    const ours = event.blockedURI.startsWith('blob') || event.blockedURI === engineUrl;
    if (ours && event.disposition === 'enforce') directive = event.effectiveDirective;
  };
  document?.addEventListener('securitypolicyviolation', listener);
  return {
    found: () =>
      directive === undefined
        ? undefined
        : new WikiRoomError('blocked-by-policy', 'the worker is refused', { detail: directive }),
    stop: () => document?.removeEventListener('securitypolicyviolation', listener),
  };
}
