import { awaitResponse } from './await-response.ts';
import type { SignInVisit } from './sign-in-way.ts';

/** A page that has loaded and said nothing by then is a form or an error that nobody sees. Milliseconds. */
const patience = 1_000;

/** The address with which a silent visit came back, or `undefined` where the provider does not answer in a frame. */
export async function visitInFrame(
  { url, state }: SignInVisit,
  callback: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const frame = document.createElement('iframe');
  const done = new AbortController();
  const giveUp = (): void => done.abort();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    // Neither a provider's error page nor a hostile one may lead the reader's page away.
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
    frame.setAttribute('aria-hidden', 'true');
    frame.tabIndex = -1;
    frame.style.display = 'none';
    frame.src = url;
    signal.addEventListener('abort', giveUp);
    frame.addEventListener('load', () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patience);
    });
    const silence = new Promise<undefined>((resolve) => {
      done.signal.addEventListener('abort', () => resolve(undefined));
    });
    const response = awaitResponse(callback, state, done.signal);
    if (signal.aborted) return undefined;
    document.body.append(frame);
    return await Promise.race([response, silence]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    done.abort();
    frame.parentNode?.removeChild(frame);
  }
}
