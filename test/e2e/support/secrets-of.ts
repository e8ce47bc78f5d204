import type { BrowserContext } from 'playwright-core';

/** Every token that the browser sends or is sent from now on: of Matrix and of the identity provider. */
export function tokensOf(context: BrowserContext): Set<string> {
  const tokens = new Set<string>();
  context.on('request', (request) => {
    const bearer = /^Bearer (.+)$/.exec(request.headers()['authorization'] ?? '')?.[1];
    if (bearer !== undefined) tokens.add(bearer);
  });
  context.on('response', (response) => {
    if (!/\/(token|login|refresh)$/.test(new URL(response.url()).pathname)) return;
    const take = async (): Promise<void> => {
      const answer = (await response.json()) as Readonly<Record<string, unknown>>;
      for (const name of ['access_token', 'refresh_token', 'id_token', 'device_id']) {
        if (typeof answer[name] === 'string') tokens.add(answer[name]);
      }
    };
    // A pre-flight answer and a page have none.
    take().catch(() => undefined);
  });
  return tokens;
}
