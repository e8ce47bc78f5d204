import type { Origins } from '../test/stack/origins.ts';
import type { Pages } from '../test/stack/site.ts';

export function demoPages(_origins: Origins, _keycloak: string): Pages {
  return () => Promise.resolve({ body: 'hello' });
}
