/** What a `matrix.to` link or a `matrix:` URI names. */
export type MatrixLink =
  | { readonly kind: 'user' | 'room'; readonly id: string }
  /** An event of a room: stays a link; `url` is its `matrix.to` form. */
  | { readonly kind: 'event'; readonly url: URL };

const maxId = 255;
const shapes = {
  '@': /^@[^\s\p{Cc}:@/?#]*:[A-Za-z0-9.:[\]-]+$/u,
  '#': /^#[^\s\p{Cc}:]+:[A-Za-z0-9.:[\]-]+$/u,
  '!': /^![^\s\p{Cc}/?#]+$/u,
  $: /^\$[^\s\p{Cc}/?#]+$/u,
};
const uriTypes: ReadonlyMap<string, keyof typeof shapes> = new Map([
  ['u', '@'],
  ['user', '@'],
  ['r', '#'],
  ['room', '#'],
  ['roomid', '!'],
]);

/** Source: Appendices, "URIs" and "matrix.to navigation". Routing hints are dropped: they come from a stranger. */
export function parseMatrixLink(href: string): MatrixLink | undefined {
  const text = href.trim();
  const to = /^https?:\/\/matrix\.to\/#\/([^?]*)/i.exec(text);
  if (to?.[1] !== undefined) {
    const [target = '', event] = to[1].split('/');
    return matrixLink(decode(target), event === undefined || event === '' ? undefined : decode(event));
  }
  const uri = /^matrix:(?:\/\/[^/?#]*\/)?([a-z]+)\/([^/?#]+)(?:\/e(?:vent)?\/([^/?#]+))?(?:[?#]|$)/i.exec(text);
  const [, type = '', target = '', event] = uri ?? [];
  const sigil = uriTypes.get(type.toLowerCase());
  if (sigil === undefined) return undefined;
  return matrixLink(sigil + decode(target), event === undefined ? undefined : `$${decode(event)}`);
}

function matrixLink(id: string, eventId: string | undefined): MatrixLink | undefined {
  if (id.length > maxId) return undefined;
  const room = shapes['#'].test(id) || shapes['!'].test(id);
  if (eventId !== undefined) return room ? eventLink(id, eventId) : undefined;
  if (room) return { kind: 'room', id };
  return shapes['@'].test(id) ? { kind: 'user', id } : undefined;
}

function eventLink(room: string, eventId: string): MatrixLink | undefined {
  if (eventId.length > maxId || !shapes.$.test(eventId)) return undefined;
  return {
    kind: 'event',
    url: new URL(`https://matrix.to/#/${encodeURIComponent(room)}/${encodeURIComponent(eventId)}`),
  };
}

/** '' where it is malformed: no id has that shape. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
