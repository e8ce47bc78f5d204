import { cleanLine } from './clean-text.ts';

/** Numbers or words with dots between them, as a host or a mail address has. */
const address = /(?:\d{1,3}\.){3}\d{1,3}|(?:[^\s/@]{1,64}@)?(?:[\p{L}\p{N}-]{1,63}\.){1,10}[\p{L}\p{N}-]{2,63}/u;

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
  const shown = shownHost(text);
  return shown === undefined || sameHost(shown, host) ? undefined : host;
}

function hostOf(url: URL): string | undefined {
  if (url.protocol === 'mailto:') return hostIn(`http://${url.pathname.slice(url.pathname.lastIndexOf('@') + 1)}`);
  return url.hostname === '' ? undefined : url.hostname;
}

/** The host a reader would read in the text; '' where it is one that no address can have. */
function shownHost(text: string): string | undefined {
  const line = cleanLine(text, 300)
    .normalize('NFKC')
    .replace(/\u3002/g, '.');
  const whole = /[a-z][a-z0-9+.-]{1,30}:\/\/\S+/i.exec(line)?.[0];
  if (whole !== undefined) return hostIn(whole) ?? '';
  const found = address.exec(line)?.[0];
  // "3.14" and "1.0.2" are numbers, "192.168.1.1" is an address.
  return found === undefined || /^\d+(?:\.\d+){0,2}$/.test(found) ? undefined : (hostIn(`http://${found}`) ?? '');
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
