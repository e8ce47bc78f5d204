import type { LogOuts } from '../protocol/services.ts';

/**
 * In `localStorage`, where the page can look without waiting: a provider whose log-outs are noted, with their number, and each
 * of them, with its place among them. A clock can be set back; they only count up. Keys and form are those of
 * `src/callback/callback.ts`, which notes them.
 */
const prefix = 'wiki-room:log-out:';

export const logOuts: LogOuts = {
  expectFrom(issuer) {
    try {
      if (localStorage.getItem(prefix + issuer) === null) localStorage.setItem(prefix + issuer, '0');
    } catch {
      // Where nothing can be stored, nothing is left of a session either.
    }
  },
  count: (issuer) => numberAt(issuer),
  any: () => noted() !== '',
  includes: ({ issuer, sid, at }) => numberAt(`${issuer} ${sid}`) > at,
  follow(listener) {
    let known = noted();
    const page: { readonly document?: Document } = globalThis;
    const look = (asleep: boolean): void => {
      const before = known;
      known = noted();
      if (known !== before) listener(asleep);
    };
    // Of another page, or of a frame of another page.
    const hear = (): void => look(false);
    // A page that was kept has heard nothing, and is on screen as it was.
    const wake = ({ persisted }: Event & { persisted?: boolean }): void => {
      if (persisted === true) look(true);
    };
    // A device may stop a page that is not seen, without a word before or after.
    const see = (): void => {
      if (page.document?.visibilityState === 'visible') look(true);
    };
    const stop = new AbortController();
    const { signal } = stop;
    globalThis.addEventListener('storage', hear, { signal });
    globalThis.addEventListener('pageshow', wake, { signal });
    page.document?.addEventListener('visibilitychange', see, { signal });
    return () => stop.abort();
  },
};

function numberAt(place: string): number {
  try {
    return Number(localStorage.getItem(prefix + place)) || 0;
  } catch {
    return 0;
  }
}

/** Those that are noted, as one text. */
function noted(): string {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix) && name.includes(' '))
      .sort()
      .map((name) => name + String(localStorage.getItem(name)))
      .join();
  } catch {
    return '';
  }
}
