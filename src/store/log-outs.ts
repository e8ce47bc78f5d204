import type { LogOuts } from '../protocol/services.ts';

/**
 * In `localStorage`, where the page can look without waiting: a provider whose log-outs are noted, and each of them. Keys and
 * form are those of `src/callback/callback.ts`, which notes them.
 */
const prefix = 'wiki-room:log-out:';

export const logOuts: LogOuts = {
  expectFrom(issuer) {
    try {
      localStorage.setItem(prefix + issuer, '');
    } catch {
      // Where nothing can be stored, nothing is left of a session either.
    }
  },
  any: () => noted() !== '',
  includes({ issuer, sid }) {
    try {
      return localStorage.getItem(`${prefix}${issuer} ${sid}`) !== null;
    } catch {
      return false;
    }
  },
  follow(listener) {
    let known = noted();
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
    globalThis.addEventListener('storage', hear);
    globalThis.addEventListener('pageshow', wake);
    return () => {
      globalThis.removeEventListener('storage', hear);
      globalThis.removeEventListener('pageshow', wake);
    };
  },
};

/** Those that are noted, as one text. */
function noted(): string {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix) && name.includes(' '))
      .sort()
      .join();
  } catch {
    return '';
  }
}
