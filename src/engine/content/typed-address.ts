import type { StateInline } from 'markdown-it';

/** Tells a link that was made of an address from one that was written as a link. */
export const addressMarkup = 'linkify';

const schemeBefore = /(?<![\p{L}\p{N}.+\\-])(?:https?|ftp|mailto|matrix)$/iu;
const longestScheme = 'mailto'.length;

/**
 * An address that is written in full becomes a link as it stands, before what is in it could be taken for emphasis. The rule
 * of markdown-it itself does so only for what has `//` after its scheme, and shows another text than was typed.
 */
export function typedAddress(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax, md } = state;
  if (src[pos] !== ':') return false;
  const scheme = schemeBefore.exec(src.slice(Math.max(0, pos - longestScheme - 1), pos))?.[0];
  if (scheme === undefined) return false;
  const length = md.linkify.testSchemaAt(src.slice(0, posMax), `${scheme}:`, pos + 1);
  if (length === 0) return false;
  const tail = withoutEnd(src.slice(pos, pos + 1 + length), state);
  if (!silent) add(state, scheme, md.utils.unescapeMd(tail));
  state.pos += tail.length;
  return true;
}

function add(state: StateInline, scheme: string, tail: string): void {
  const { md } = state;
  const href = md.normalizeLink(scheme + tail);
  // In the text of a link there is no other one.
  if (state.linkLevel > 0 || !md.validateLink(href)) {
    state.pending += tail;
    return;
  }
  state.pending = state.pending.slice(0, -scheme.length);
  const open = state.push('link_open', 'a', 1);
  open.attrs = [['href', href]];
  open.markup = addressMarkup;
  state.push('text', '', 0).content = scheme + tail;
  state.push('link_close', 'a', -1).markup = addressMarkup;
}

/** Without punctuation that only follows, and what ends an emphasis that was begun before. */
function withoutEnd(tail: string, { delimiters }: StateInline): string {
  let end = tail.length;
  for (; end > 0; end--) {
    const last = tail.charAt(end - 1);
    const isEnd =
      '.,:;!?\\'.includes(last) || ('*_~'.includes(last) && tail[end - 2] !== '\\' && isBegun(last, delimiters));
    if (!isEnd) break;
  }
  return tail.slice(0, end);
}

/** A wall of marks takes no longer than a line of them. */
const looksBack = 100;

function isBegun(mark: string, delimiters: StateInline['delimiters']): boolean {
  let depth = 0;
  for (const { marker, open, close } of delimiters.slice(-looksBack)) {
    if (String.fromCharCode(marker) !== mark) continue;
    if (close && depth > 0) depth--;
    else if (open) depth++;
  }
  return depth > 0;
}
