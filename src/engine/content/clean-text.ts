/**
 * Characters that draw nothing, or draw their neighbours elsewhere: controls, direction marks, overrides and isolates,
 * zero-width ones, fillers, tags, lone surrogates. Joiners and variation selectors are not here: scripts need them.
 */
const hidden =
  /[\p{Cs}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
const controls = /\p{Cc}/gu;
const blanks = /[\s\u2800]+/gu;

/** Scripts (and emoji) in which a joiner between two letters changes what is seen. */
const joining =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Devanagari}\\p{Script=Bengali}' +
  '\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}' +
  '\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}' +
  '\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f';
const looseJoiner = new RegExp(`(?<![${joining}])[\\u200c\\u200d]|[\\u200c\\u200d](?![${joining}])`, 'gu');

const overrides = /[\u202d\u202e]/gu;
const controlsButLines = /[\p{Cs}\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

let segmenter: Intl.Segmenter | undefined;

/**
 * Text of a stranger as one line without anything unseen in it, at most `max` UTF-16 units; '' where it is no string.
 */
export function cleanLine(raw: unknown, max: number): string {
  if (typeof raw !== 'string') return '';
  const line = raw
    .slice(0, max * 16)
    .replace(/[\t\n\r\f\v\u0085\u2028\u2029]/g, ' ')
    .replace(controls, '')
    .replace(hidden, '')
    .replace(looseJoiner, '')
    .replace(blanks, ' ')
    .trim();
  return cut(capMarks(line, 4), max);
}

/**
 * Text of a message: lines stay, controls and direction overrides go, combining marks are capped.
 * An event holds at most 65,536 bytes; what is longer was not sent by Matrix and is cut.
 */
export function cleanMessage(text: string): string {
  const lines = text
    .slice(0, 65_536)
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(controlsButLines, '')
    .replace(overrides, '');
  return capMarks(lines, 8);
}

/** At most `max` combining marks on one letter: thousands of them paint over the neighbours and take seconds to lay out. */
export function capMarks(text: string, max: number): string {
  return text.replace(max === 4 ? /(\p{M}{4})\p{M}+/gu : /(\p{M}{8})\p{M}+/gu, '$1');
}

/** At most `max` UTF-16 units, cut between graphemes, with `…` where something was cut. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, boundaryBefore(text, max - 1)).trimEnd()}…`;
}

/** The last place at or before `index` where the text may be cut without breaking a grapheme. */
export function boundaryBefore(text: string, index: number): number {
  // A window is enough: a grapheme longer than it is an attack and may be broken, between code points.
  const from = Math.max(0, index - 64);
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const start = segmenter.segment(text.slice(from, index + 64)).containing(index - from)?.index ?? 0;
  return start > 0 ? from + start : codePoint(text, index);
}

function codePoint(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
}
