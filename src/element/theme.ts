/** The page around an element, as colours that the element's own are derived from. */
export interface PageColours {
  readonly surface: string;
  readonly text: string;
  readonly accent: string;
  /** Readable on the accent. */
  readonly onAccent: string;
  readonly dark: boolean;
}

const light = { surface: '#ffffff', text: '#1f2328', accent: '#0b63b5' };
const dark = { surface: '#1e1f22', text: '#e6e6e6', accent: '#7db8ff' };

/**
 * `auto`: the background behind the element and the page's text and link colours; the luminance of that background
 * decides, not the system's setting, for a page may have its own. `light`, `dark`: fixed colours.
 */
export function pageColours(element: Element, theme: string): PageColours {
  if (theme === 'light') return withAccent(light, false);
  if (theme === 'dark') return withAccent(dark, true);
  const surface =
    backgroundBehind(element) ??
    (matchMedia('(prefers-color-scheme: dark)').matches && pageIsDark(element) ? [30, 31, 34] : [255, 255, 255]);
  const isDark = luminance(surface) < 0.3;
  const fallback = isDark ? dark : light;
  const text = channels(getComputedStyle(element).color);
  const readable = text !== undefined && contrast(text, surface) >= 4.5;
  const link = linkColour(element);
  const accent = link !== undefined && contrast(link, surface) >= 4.5 ? css(link) : fallback.accent;
  return withAccent({ surface: css(surface), text: readable ? css(text) : fallback.text, accent }, isDark);
}

function withAccent(colours: { surface: string; text: string; accent: string }, isDark: boolean): PageColours {
  const accent = channels(colours.accent) ?? [0, 0, 0];
  const onAccent = contrast([255, 255, 255], accent) >= contrast([0, 0, 0], accent) ? '#ffffff' : '#000000';
  return { ...colours, onAccent, dark: isDark };
}

type Rgb = readonly [number, number, number];

/** The first opaque background up the tree, also through shadow roots. */
function backgroundBehind(element: Element): Rgb | undefined {
  let current: Element | null = element.parentElement ?? hostOf(element);
  while (current !== null) {
    const { backgroundColor } = getComputedStyle(current);
    const colour = channels(backgroundColor);
    if (colour !== undefined && !isSeeThrough(backgroundColor)) return colour;
    current = current.parentElement ?? hostOf(current);
  }
  return undefined;
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** `color-scheme: dark` without a background of its own. */
function pageIsDark(element: Element): boolean {
  return /\bdark\b/.test(getComputedStyle(element).colorScheme);
}

/** The page's link colour, from a link of the page: one of ours would show the browser's. */
function linkColour(element: Element): Rgb | undefined {
  const link = element.ownerDocument.querySelector(
    'main a[href], #xwikicontent a[href], article a[href], body a[href]',
  );
  return link === null ? undefined : channels(getComputedStyle(link).color);
}

function isSeeThrough(colour: string): boolean {
  const alpha = /(?:,\s*|\/\s*)([\d.]+)\)$/.exec(colour)?.[1];
  return colour.startsWith('rgba') || colour.includes('/') ? Number(alpha) < 0.5 : colour === 'transparent';
}

/** Red, green and blue of a computed colour or of `#rrggbb`. */
function channels(colour: string): Rgb | undefined {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour);
  if (hex !== null) return [parseInt(hex[1] ?? '', 16), parseInt(hex[2] ?? '', 16), parseInt(hex[3] ?? '', 16)];
  const numbers = /^rgba?\(([\d.]+)[ ,]+([\d.]+)[ ,]+([\d.]+)/.exec(colour);
  return numbers === null ? undefined : [Number(numbers[1]), Number(numbers[2]), Number(numbers[3])];
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** Relative luminance, 0–1; source: WCAG 2.2. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}
