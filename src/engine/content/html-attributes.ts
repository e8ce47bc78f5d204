import { cleanLine } from './clean-text.ts';
import { ownString } from './own.ts';

export type Attributes = Readonly<Record<string, string>>;

/** `#rrggbb`, nothing else a style could be made of. */
export function colourOf(attributes: Attributes, name: string): string | undefined {
  const value = ownString(attributes, name);
  return value !== undefined && /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : undefined;
}

/** The language of `class="language-…"`. */
export function languageOf(attributes: Attributes): string | undefined {
  return /(?:^|\s)language-([a-z0-9+#.-]{1,30})(?:\s|$)/.exec(
    (ownString(attributes, 'class') ?? '').toLowerCase(),
  )?.[1];
}

/** `start` of a list; a number of more than four digits would push the text aside. */
export function startOf(attributes: Attributes): number | undefined {
  const value = ownString(attributes, 'start') ?? '';
  return /^\d{1,4}$/.test(value) ? Number(value) : undefined;
}

/** A picture's side in CSS pixels, 1–1,000. */
export function sideOf(attributes: Attributes, name: string): number | undefined {
  const value = ownString(attributes, name) ?? '';
  return /^\d{1,6}$/.test(value) && Number(value) > 0 ? Math.min(Number(value), 1000) : undefined;
}

export function labelOf(attributes: Attributes, name: string): string {
  return cleanLine(ownString(attributes, name), 200);
}
