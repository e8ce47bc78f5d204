import type { SignInVisit } from './sign-in-way.ts';

/**
 * A visit in this very tab: what is to be known when it comes back lies in `sessionStorage` (callback.html reads `state`
 * and `returnTo`, and adds the response).
 */
export interface RedirectVisit {
  readonly state: string;
  /** The page that was left, with its fragment. */
  readonly returnTo: string;
  readonly scrollTop: number;
  /** Which settings it belongs to. */
  readonly owner: string;
  readonly way: 'oidc' | 'sso';
}

const visitKey = 'wiki-room:redirect';
const responseKey = 'wiki-room:redirect-response';
const afterLogoutKey = 'wiki-room:after-logout';

/** Leaves the page. Throws where nothing can be stored: it could not come back. */
export function leaveTo(visit: SignInVisit, owner: string, way: RedirectVisit['way']): void {
  const record: RedirectVisit = {
    state: visit.state,
    returnTo: location.href,
    scrollTop: document.scrollingElement?.scrollTop ?? 0,
    owner,
    way,
  };
  sessionStorage.removeItem(responseKey);
  sessionStorage.setItem(visitKey, JSON.stringify(record));
  location.assign(visit.url);
}

/** A visit of this owner that came back, once. */
export function takeReturned(owner: string): { visit: RedirectVisit; response: string } | undefined {
  try {
    const response = sessionStorage.getItem(responseKey);
    const visit = asRedirectVisit(JSON.parse(sessionStorage.getItem(visitKey) ?? 'null'));
    if (response === null || visit?.owner !== owner) return undefined;
    sessionStorage.removeItem(responseKey);
    sessionStorage.removeItem(visitKey);
    return { visit, response };
  } catch {
    return undefined;
  }
}

/** Where callback.html leads to after a log-out at the identity provider. */
export function rememberPageForLogout(): void {
  try {
    sessionStorage.setItem(afterLogoutKey, location.href);
  } catch {
    // Then it says that the window can be closed.
  }
}

function asRedirectVisit(value: unknown): RedirectVisit | undefined {
  const { state, returnTo, scrollTop, owner, way } = (value ?? {}) as Record<string, unknown>;
  const fits =
    typeof state === 'string' &&
    typeof returnTo === 'string' &&
    typeof scrollTop === 'number' &&
    typeof owner === 'string' &&
    (way === 'oidc' || way === 'sso');
  return fits ? (value as RedirectVisit) : undefined;
}

/** Scrolls to where the reader left, once the page has its height, unless they have scrolled meanwhile. */
export function restoreScroll(scrollTop: number): void {
  const before = document.scrollingElement?.scrollTop;
  const restore = (): void => {
    const scroller = document.scrollingElement;
    if (scroller !== null && (scroller.scrollTop === before || scroller.scrollTop === 0))
      scroller.scrollTop = scrollTop;
  };
  if (document.readyState === 'complete') restore();
  else window.addEventListener('load', restore, { once: true });
}
