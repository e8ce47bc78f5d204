import type { Part } from '../../protocol/parts.ts';
import type { TimelineItem } from './timeline-item.ts';

/** Tall messages are cut to this many lines, and shown whole by a click. */
export const foldedLines = 24;
/** A little more than the cut: nothing is folded for the sake of two lines. */
const foldAbove = 30;
/**
 * So many characters a line of prose has where there is room: 56ch, as the styles say, since letters are narrower than
 * digits in every font. No line is longer than 75 then.
 */
const widestLine = 68;

/** Whether a message is so long that it starts folded. Judged from its text, so that it is known before it is drawn. */
export function isTall(parts: readonly Part[]): boolean {
  return linesOf(parts, widestLine) > foldAbove;
}

/** Lines the parts take when a line holds `width` characters. */
export function linesOf(parts: readonly Part[], width: number): number {
  let lines = 0;
  let inline = 0;
  const endLine = (): void => {
    lines += Math.ceil(inline / width);
    inline = 0;
  };
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
      case 'code':
        for (let index = 0, texts = part.text.split('\n'); index < texts.length; index++) {
          if (index > 0) {
            lines += inline === 0 ? 1 : 0;
            endLine();
          }
          inline += texts[index]?.length ?? 0;
        }
        break;
      case 'break':
        lines += inline === 0 ? 1 : 0;
        endLine();
        break;
      case 'span':
      case 'colour':
      case 'link':
      case 'spoiler':
        inline += inlineLength(part.parts);
        break;
      case 'pill':
        inline += part.label.length + 1;
        break;
      case 'image':
        inline += 3;
        break;
      case 'code-block':
        endLine();
        lines += part.text.split('\n').length * 0.9 + 1.5;
        break;
      case 'block':
      case 'heading':
        endLine();
        lines += linesOf(part.parts, width) + 0.5;
        break;
      case 'details':
        endLine();
        lines += 1;
        break;
      case 'list':
        endLine();
        for (const item of part.items) lines += Math.max(1, linesOf(item, width - 4));
        break;
      case 'table':
        endLine();
        lines += part.rows.length * 1.3;
        break;
      case 'rule':
        endLine();
        lines += 1;
    }
  }
  endLine();
  return lines;
}

function inlineLength(parts: readonly Part[]): number {
  let length = 0;
  for (const part of parts) {
    if (part.kind === 'text' || part.kind === 'code') length += part.text.length;
    else if ('parts' in part) length += inlineLength(part.parts);
    else length += 4;
  }
  return length;
}

/** The measures of a place where messages are drawn, CSS pixels. */
export interface TextMeasure {
  readonly em: number;
  readonly width: number;
}

/** About how high a line of the timeline will be, CSS pixels: good enough that a scrollbar does not lie. */
export function estimateHeight(item: TimelineItem, measure: TextMeasure): number {
  try {
    return heightOf(item, measure);
  } catch {
    // It cannot be drawn either: one line says so.
    return 1.7 * measure.em;
  }
}

function heightOf(item: TimelineItem, { em, width }: TextMeasure): number {
  const line = 1.45 * em;
  switch (item.kind) {
    case 'day':
      return 2.7 * em;
    case 'new':
      return 1.95 * em;
    case 'notices':
      return (item.open ? item.rows.length + 1 : 1) * line + 0.25 * em;
    case 'message': {
      const { body, reactions, replyTo, standsFor } = item.row;
      const head = item.head ? 2 * em : 0.15 * em;
      const notes = [replyTo !== undefined, item.beginsThread === true, standsFor !== undefined];
      const extras = (reactions.length > 0 ? 2 * em : 0) + notes.filter(Boolean).length * line;
      if ('source' in body) {
        const caption = linesOf(body.caption, charactersIn(width, em)) * line;
        return head + extras + caption + (body.kind === 'image' ? pictureHeight(body.box, em, width) : 3.5 * em);
      }
      const lines = linesOf(body.parts, charactersIn(width, em));
      return head + extras + Math.max(1, isTall(body.parts) ? foldedLines + 1.5 : lines) * line;
    }
    default:
      return 'head' in item && item.head ? 2 * em + line : line + 0.25 * em;
  }
}

function charactersIn(width: number, em: number): number {
  return Math.min(widestLine, Math.max(10, Math.floor((width - 4.5 * em) / (0.5 * em))));
}

function pictureHeight(
  box: { readonly width: number; readonly height: number } | undefined,
  em: number,
  width: number,
): number {
  if (box === undefined) return 12 * em;
  const scale = Math.min(1, (24 * em) / box.width, (18 * em) / box.height, (width - 4.5 * em) / box.width);
  return box.height * Math.max(scale, 0.01);
}
