/**
 * The page that a sign-in returns to, and that the identity provider shows in a frame of its own where somebody has logged
 * out. Hands the address it was called with to whoever waits for it: the page around this
 * frame, the page that opened this window, or the page that this tab was on before; only ever of its own origin.
 */
const address = location.href;
const state = new URL(address).searchParams.get('state');
// Codes and tokens leave the address bar, and with it the history, before anything else.
history.replaceState(null, '', location.pathname);

/** Keys and form of the records: `src/auth/redirect-visit.ts`. */
const redirect = redirectOf(state);

if (window.parent !== window) {
  if (state === null) noteLogOut(new URL(address).searchParams);
  else tell(window.parent);
} else if (redirect !== undefined) {
  sessionStorage.setItem('wiki-room:redirect-response', address);
  location.replace(redirect);
} else if (state !== null) {
  tell(window.opener as Window | null);
  tellChannel(state);
  window.close();
  // Still here: nobody may close this window but the person.
  setTimeout(say, 1_000);
} else {
  const page = ownPage(read('wiki-room:after-logout'));
  // In a frame's log-out it is another tab that the page is in.
  if (page === undefined) say();
  else {
    sessionStorage.removeItem('wiki-room:after-logout');
    location.replace(page);
  }
}

/**
 * OpenID Connect Front-Channel Logout 1.0, section 2: the session of that person at that provider is over. Noted where
 * somebody signed in here by that provider, and told by it; what it means is for the pages to find out. They hear of it
 * by the storage, and are read by `src/store/log-outs.ts`.
 */
function noteLogOut(told: URLSearchParams): void {
  const [iss, sid] = [told.get('iss') ?? '', told.get('sid') ?? ''];
  const place = `wiki-room:log-out:${iss}`;
  try {
    // In Chromium and Safari a frame can tell whose page it is in.
    const around = (location as { ancestorOrigins?: DOMStringList }).ancestorOrigins?.item(0);
    const known = localStorage.getItem(place);
    // A name with a blank is that of a note.
    if (!/^[\w.~+/=-]{8,256}$/.test(sid) || known === null || /\s/.test(iss)) return;
    if (typeof around === 'string' && around !== new URL(iss).origin) return;
    const others = Object.keys(localStorage)
      .filter((name) => name.startsWith(`${place} `))
      .sort((a, b) => Number(localStorage.getItem(b)) - Number(localStorage.getItem(a)));
    for (const old of others.slice(19)) localStorage.removeItem(old);
    const number = String((Number(known) || 0) + 1);
    localStorage.setItem(place, number);
    localStorage.setItem(`${place} ${sid}`, number);
  } catch {
    // Where nothing can be stored here, nothing is stored of a session.
  }
}

/** In the form of oidc-client-ts. */
function message(): { source: string; url: string; keepOpen: boolean } {
  return { source: 'oidc-client', url: address, keepOpen: false };
}

function tell(other: Window | null): void {
  other?.postMessage(message(), location.origin);
}

/** Where the page and this window were cut off from each other (`Cross-Origin-Opener-Policy`). */
function tellChannel(visit: string): void {
  const channel = new BroadcastChannel(`oidc-client-popup-${visit}`);
  channel.postMessage(message());
  channel.close();
}

/** The page to go back to, where this tab left for the visit of this state. */
function redirectOf(visit: string | null): string | undefined {
  try {
    const record = JSON.parse(read('wiki-room:redirect') ?? 'null') as { state?: unknown; returnTo?: unknown } | null;
    return visit !== null && record?.state === visit ? ownPage(record.returnTo) : undefined;
  } catch {
    return undefined;
  }
}

function ownPage(url: unknown): string | undefined {
  return typeof url === 'string' && URL.canParse(url) && new URL(url).origin === location.origin ? url : undefined;
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function say(): void {
  const words = {
    en: 'You can close this window and go on on the page.',
    de: 'Sie können dieses Fenster schließen und auf der Seite weitermachen.',
    fr: 'Vous pouvez fermer cette fenêtre et continuer sur la page.',
  };
  const language = (['de', 'fr'] as const).find((tag) => navigator.language.startsWith(tag)) ?? 'en';
  document.documentElement.lang = language;
  document.title = words[language];
  const text = document.createElement('p');
  text.textContent = words[language];
  document.body.replaceChildren(text);
}
