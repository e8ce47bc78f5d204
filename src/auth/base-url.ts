import { isLocalName } from './local-name.ts';

/** Checked, without a trailing slash; `undefined` where no token may be sent to it. */
export function baseUrl(text: unknown): string | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLocalName(url.hostname));
  if (!safe || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  return (url.origin + url.pathname).replace(/\/+$/, '');
}
