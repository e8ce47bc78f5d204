const name = 'wiki-room-same-site';

/**
 * Whether a page of another site is above this frame: then the browser keeps its storage apart for each such site, and may
 * forget it. Where a site ends is known to the browser alone; it tells by a cookie that is only for pages of one site.
 * Source: RFC 6265bis, 5.7 (storage model): `SameSite=Strict` is not taken where the site for cookies is another.
 */
export function isApart(document: Document): boolean {
  const path = new URL(document.URL).pathname;
  try {
    document.cookie = `${name}=1; SameSite=Strict; Path=${path}`;
    const taken = document.cookie.split('; ').includes(`${name}=1`);
    document.cookie = `${name}=; SameSite=Strict; Path=${path}; Max-Age=0`;
    return !taken;
  } catch {
    // An opaque origin has no cookies, and no storage.
    return true;
  }
}
