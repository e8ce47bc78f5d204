/**
 * The address with which a visit came back to the callback, told by the callback's page: by `postMessage` from a popup
 * or frame, or over a channel where the popup was cut off from its opener. The message's form is that of oidc-client-ts.
 */
export function awaitResponse(callback: string, state: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const listener = (event: MessageEvent<unknown>): void => {
      if (event.origin !== location.origin) return;
      const { source, url } = (event.data ?? {}) as Record<string, unknown>;
      if (source !== 'oidc-client' || typeof url !== 'string' || !isResponse(url, callback, state)) return;
      stop();
      resolve(url);
    };
    const channel =
      typeof BroadcastChannel === 'function' ? new BroadcastChannel(`oidc-client-popup-${state}`) : undefined;
    const stop = (): void => {
      window.removeEventListener('message', listener);
      channel?.close();
    };
    window.addEventListener('message', listener);
    channel?.addEventListener('message', listener);
    signal.addEventListener('abort', stop);
  });
}

/** Whether the address is the callback's, with this state. */
export function isResponse(url: string, callback: string, state: string): boolean {
  if (!URL.canParse(url)) return false;
  const found = new URL(url);
  const expected = new URL(callback);
  return (
    found.origin === expected.origin &&
    found.pathname === expected.pathname &&
    found.searchParams.get('state') === state
  );
}
