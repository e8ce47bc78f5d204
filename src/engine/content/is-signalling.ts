import { fallbackText } from './fallback-text.ts';

/** What programs tell each other of a call, a verification or a place that moves. */
const families = ['m.call.', 'org.matrix.call.', 'm.key.verification.'];
const types: ReadonlySet<string> = new Set([
  ...['m.poll.response', 'm.poll.end', 'org.matrix.msc3381.poll.response', 'org.matrix.msc3381.poll.end'],
  ...['m.beacon', 'org.matrix.msc3672.beacon', 'm.rtc.decline', 'org.matrix.msc4310.rtc.decline', 'm.dummy'],
  'm.reaction',
]);
/** Those that begin something that readers want to know of. */
const beginnings: ReadonlySet<string> = new Set(['m.call.invite', 'm.call.notify', 'm.key.verification.request']);

/** An event that is no state, and that nothing is in for a reader: it has no row. */
export function isSignalling(event: { readonly type: string; readonly content: unknown }): boolean {
  const { type } = event;
  if (types.has(type)) return true;
  // Of an application: what it tells people has a text.
  if (type.startsWith('io.element.')) return fallbackText(event.content) === '';
  return families.some((family) => type.startsWith(family)) && !beginnings.has(type);
}
