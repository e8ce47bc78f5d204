import { cleanLine } from './clean-text.ts';

/** Numbers or words with dots between them, as a host or a mail address has. */
const addresses = /(?:\d{1,3}\.){3}\d{1,3}|(?:[^\s/@]{1,64}@)?(?:[\p{L}\p{N}-]{1,63}\.){1,10}[\p{L}\p{N}-]{2,63}/gu;
const urls = /[a-z][a-z0-9+.-]{1,30}:\/\/\S+/gi;

/** What looks like a dot, after compatibility forms have become one. Source: Unicode, confusables.txt. */
const dots = /[\u3002\u06d4\u0701\u0702\ua4f8\ua60e\u{10a50}\u{1d16d}]/gu;

/**
 * The host to show beside a link, in its ASCII form; `undefined` where the visible text does not mislead. It does
 * where it looks like another address, where the host is written in mixed or foreign letters, and where a user name
 * in front of the host poses as one.
 */
export function hostToShow(url: URL, text: string): string | undefined {
  const host = hostOf(url);
  if (host === undefined) return undefined;
  if (url.username !== '' || url.password !== '' || host.split('.').some((label) => label.startsWith('xn--'))) {
    return host;
  }
  return shownHosts(text).every((shown) => sameHost(shown, host)) ? undefined : host;
}

function hostOf(url: URL): string | undefined {
  if (url.protocol === 'mailto:') return hostIn(`http://${url.pathname.slice(url.pathname.lastIndexOf('@') + 1)}`);
  return url.hostname === '' ? undefined : url.hostname;
}

/** The hosts that a reader would read in the text; '' for one that no address can have. */
function shownHosts(text: string): readonly string[] {
  // No event holds more.
  const line = cleanLine(text, 4_096).normalize('NFKC').replace(dots, '.');
  const whole = line.match(urls) ?? [];
  const bare = (line.replace(urls, ' ').match(addresses) ?? [])
    // "3.14" and "1.0.2" are numbers, "192.168.1.1" is an address.
    .filter((found) => !/^\d+(?:\.\d+){0,2}$/.test(found))
    .map((found) => `http://${found}`);
  return [...whole, ...bare].map((url) => hostIn(url) ?? '');
}

function hostIn(url: string): string | undefined {
  try {
    return new URL(url).hostname;
  } catch {
    return undefined;
  }
}

function sameHost(a: string, b: string): boolean {
  return a.replace(/^www\./, '') === b.replace(/^www\./, '');
}
