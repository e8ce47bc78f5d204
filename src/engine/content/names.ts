import unhomoglyph from 'unhomoglyph';
import { cleanLine } from './clean-text.ts';

const maxName = 100;

/** Locks, shields and ticks: beside a name they pass for a statement of ours about its owner. */
const badges =
  /[\u2705\u2713\u2714\u2611\u274e\u26e8\u{1f510}-\u{1f513}\u{1f50f}\u{1f5dd}\u{1f6e1}\u{1f3c5}\u{1f396}]\ufe0f?/gu;

/**
 * A display name as it may be shown: one line, nothing unseen, no badges, at most 100 UTF-16 units.
 * `fallback` where nothing visible is left.
 */
export function cleanName(raw: unknown, fallback: string): string {
  if (typeof raw !== 'string') return fallback;
  const name = cleanLine(raw.slice(0, maxName * 16).replace(badges, ''), maxName).replace(/^[\p{M}\s]+/u, '');
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) ? name : fallback;
}

/**
 * What a name looks like as it is shown: two names with one skeleton can be taken for each other. After Unicode TS 39,
 * with case, accents and spaces folded besides. For comparing, not for showing.
 */
export function skeleton(name: string): string {
  const bare = fold(cleanName(name, ''));
  return fold(unhomoglyph(bare)).toLowerCase().replace(/i/g, 'l');
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/[\p{M}\p{Cf}\s_]/gu, '');
}
