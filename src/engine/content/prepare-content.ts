import { skeleton } from './names.ts';
import { linksIn } from './text-to-parts.ts';

/**
 * What names and addresses are looked through with takes 20 ms when it is used for the first time: that is done in tasks of their
 * own while the homeserver is asked, not when the rows are waited for.
 */
export function prepareContent(): void {
  setTimeout(() => skeleton('a'));
  setTimeout(() => linksIn('https://a.b'));
}
