import { parseMatrixLink, type MatrixLink } from './matrix-link.ts';

/** Where a link leads, once its address is parsed as a browser would parse it. */
export type LinkTarget = { readonly kind: 'web'; readonly url: URL } | MatrixLink;

const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'ftp:', 'mailto:', 'magnet:']);
const maxLength = 4096;

/**
 * The target of an `href`; `undefined` where it is relative, malformed or of another scheme than those the
 * Client-Server API allows. The scheme is the parsed one: `java\nscript:` is `javascript:`.
 */
export function linkTarget(href: string): LinkTarget | undefined {
  if (href.length > maxLength) return undefined;
  const matrix = parseMatrixLink(href);
  if (matrix !== undefined) return matrix;
  let url;
  try {
    url = new URL(href);
  } catch {
    return undefined;
  }
  if (!schemes.has(url.protocol) || url.href.length > maxLength) return undefined;
  if (url.protocol !== 'mailto:' && url.protocol !== 'magnet:' && url.hostname === '') return undefined;
  return { kind: 'web', url };
}
