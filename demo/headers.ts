import type { Origins } from '../test/stack/origins.ts';
import type { HostHeaders } from '../test/stack/site.ts';

type Policy = Readonly<Record<string, readonly string[]>>;

/** The headers that `docs/security.md` asks for, of each home; the tests run under them. */
export function demoHeaders(origins: Origins): HostHeaders {
  const wiki = header(pagePolicy(origins, []));
  const elsewhere = header(pagePolicy(origins, [origins.wiki]));
  const chat = header({
    ...pagePolicy(origins, []),
    'frame-src': ["'self'", origins.sso],
    'form-action': ["'none'"],
    // `callback.html` is shown in a frame of the frame for a moment, and by Keycloak where somebody has logged out.
    'frame-ancestors': ["'self'", origins.wiki, origins.sso, origins.elsewhere],
  });
  return (host) => ({
    'content-security-policy': { wiki, chat, elsewhere }[host],
    'x-content-type-options': 'nosniff',
    ...(host === 'chat' ? { 'referrer-policy': 'no-referrer', 'origin-agent-cluster': '?1' } : {}),
  });
}

/** A page with rooms in both homes. `scripts`: where the script lies if not on the page's own origin. */
function pagePolicy(origins: Origins, scripts: readonly string[]): Policy {
  return {
    'default-src': ["'none'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'", ...scripts],
    'worker-src': ['blob:'],
    'connect-src': ["'self'", origins.matrix, origins.sso, ...scripts],
    'frame-src': ["'self'", origins.sso, origins.chat],
    'img-src': ["'self'", 'blob:'],
    'media-src': ['blob:'],
    'style-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['lit-html', 'wiki-room'],
  };
}

function header(policy: Policy): string {
  return Object.entries(policy)
    .map(([directive, values]) => `${directive} ${values.join(' ')}`)
    .join('; ');
}
