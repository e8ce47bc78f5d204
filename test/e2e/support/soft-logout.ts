import type { BrowserContext } from 'playwright-core';

/**
 * From now on the homeserver answers this profile that its session must be signed in to again, as where tokens have run out,
 * until it has done so.
 */
export async function softLogout(context: BrowserContext): Promise<void> {
  let over = true;
  context.on('response', (response) => {
    if (response.ok() && response.request().method() === 'POST' && /v3\/login$/.test(response.url())) over = false;
  });
  await context.route(/_matrix\/client\/(?!v3\/login$|versions$)/, (route) =>
    over && route.request().method() !== 'OPTIONS'
      ? route.fulfill({
          status: 401,
          headers: { 'access-control-allow-origin': '*' },
          json: { errcode: 'M_UNKNOWN_TOKEN', error: '', soft_logout: true },
        })
      : route.fallback(),
  );
}
