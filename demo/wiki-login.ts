import type { Origins } from '../test/stack/origins.ts';
import { realmName } from '../test/stack/people.ts';
import type { PageRequest, PageResponse } from '../test/stack/site.ts';

const client = 'wiki';

/**
 * The wiki's own log-in at Keycloak, as a wiki does it: there with a redirect, back with a code, then a cookie.
 * It has nothing to do with the rooms, except that Keycloak knows the reader from then on.
 */
export async function wikiLogin(
  request: PageRequest,
  origins: Origins,
  keycloak: string,
): Promise<PageResponse | undefined> {
  const { url } = request;
  if (url.pathname === '/wiki-login') return toKeycloak(url, origins);
  if (url.pathname === '/wiki-login/done') return back(url, origins, keycloak);
  if (url.pathname === '/wiki-logout') return logOut(request, origins);
  return undefined;
}

/** Whom the wiki takes the reader for. */
export function wikiReader(request: PageRequest): string | undefined {
  return request.cookies.get('wiki-reader');
}

function toKeycloak(url: URL, origins: Origins): PageResponse {
  const target = new URL(`${origins.sso}/realms/${realmName}/protocol/openid-connect/auth`);
  target.search = new URLSearchParams({
    client_id: client,
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: returnAddress(url, origins),
  }).toString();
  return redirect(target.href);
}

async function back(url: URL, origins: Origins, keycloak: string): Promise<PageResponse> {
  const response = await fetch(`${keycloak}/realms/${realmName}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: client,
      code: url.searchParams.get('code') ?? '',
      redirect_uri: returnAddress(url, origins),
    }),
  });
  if (!response.ok) return { status: 403, body: 'The log-in did not succeed.' };
  const { id_token: idToken } = (await response.json()) as { id_token: string };
  const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()) as { name: string };
  return redirect(localPath(url), [cookie('wiki-reader', claims.name), cookie('wiki-id-token', idToken)]);
}

function logOut(request: PageRequest, origins: Origins): PageResponse {
  const target = new URL(`${origins.sso}/realms/${realmName}/protocol/openid-connect/logout`);
  target.searchParams.set('client_id', client);
  target.searchParams.set('post_logout_redirect_uri', `${origins.wiki}/`);
  const idToken = request.cookies.get('wiki-id-token');
  if (idToken) target.searchParams.set('id_token_hint', idToken);
  return redirect(target.href, [
    `${cookie('wiki-reader', '')}; Max-Age=0`,
    `${cookie('wiki-id-token', '')}; Max-Age=0`,
  ]);
}

function returnAddress(url: URL, origins: Origins): string {
  return `${origins.wiki}/wiki-login/done?return=${encodeURIComponent(localPath(url))}`;
}

/** Where to go afterwards; only within the wiki. */
function localPath(url: URL): string {
  const path = url.searchParams.get('return') ?? '/';
  return /^\/(?![/\\])/.test(path) ? path : '/';
}

function cookie(name: string, value: string): string {
  return `${name}=${encodeURIComponent(value)}; Path=/; HttpOnly; SameSite=Lax`;
}

function redirect(location: string, cookies: string[] = []): PageResponse {
  return { status: 302, headers: { location, 'set-cookie': cookies } };
}
