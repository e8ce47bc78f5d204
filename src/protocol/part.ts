import { once } from './once.ts';

/**
 * A part of the script that lies in a file of its own, loaded when it is first asked for. Browsers remember for the life of
 * a page that a module's address did not answer (until https://github.com/whatwg/html/pull/10327 is everywhere), so each
 * further try has an address of its own: the build writes `load`'s argument behind the name of the file.
 */
export function part<T>(load: (again: string) => Promise<T>): () => Promise<T> {
  let tries = 0;
  return once(() => load(tries++ === 0 ? '' : `?try=${tries}`));
}
