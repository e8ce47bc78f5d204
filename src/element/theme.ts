/** The page around an element, as colours that the element's own are derived from; all can be read on the surface. */
export interface PageColours {
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  /** Lines of controls. */
  readonly control: string;
  readonly accent: string;
  /** Readable on the accent. */
  readonly onAccent: string;
  readonly danger: string;
  readonly warning: string;
  readonly dark: boolean;
}

type Rgb = readonly [number, number, number];

interface Defaults {
  readonly surface: Rgb;
  readonly text: Rgb;
  readonly accent: Rgb;
  readonly danger: Rgb;
  readonly warning: Rgb;
}

const light: Defaults = {
  surface: [255, 255, 255],
  text: [31, 35, 40],
  accent: [11, 99, 181],
  danger: [179, 32, 44],
  warning: [125, 82, 0],
};
const dark: Defaults = {
  surface: [30, 31, 34],
  text: [230, 230, 230],
  accent: [125, 184, 255],
  danger: [255, 147, 138],
  warning: [232, 179, 76],
};

/** Contrast of text and of the lines of controls; source: WCAG 2.2, 1.4.3 and 1.4.11. */
const readable = 4.5;
const discernible = 3;

/**
 * `auto`: the background behind the element and the page's text and link colours; the luminance of that background
 * decides, not the system's setting, for a page may have its own. `light`, `dark`: fixed colours. What the page sets by
 * `--wiki-room-surface`, `--wiki-room-text` and `--wiki-room-accent` wins.
 */
export function pageColours(element: Element, theme: string): PageColours {
  const style = getComputedStyle(element);
  const custom = (name: string): Rgb | undefined => channels(style.getPropertyValue(`--wiki-room-${name}`).trim());
  const auto = theme !== 'light' && theme !== 'dark';
  const surface = custom('surface') ?? (auto ? pageSurface(element) : theme === 'dark' ? dark.surface : light.surface);
  // Where black and white are read equally well.
  const isDark = luminance(surface) < 0.18;
  const defaults = isDark ? dark : light;
  const own = auto ? pageText(element) : undefined;
  const text =
    custom('text') ??
    (own !== undefined && contrast(own, surface) >= readable ? own : readableText(defaults.text, surface));
  // Text stands on hovered and tinted grounds, too.
  const grounds = [surface, mix(text, surface, 0.08)];
  const towardsText = (colour: Rgb, least: number): Rgb => {
    for (let share = 0; share < 1; share += 0.05) {
      const mixed = mix(text, colour, share);
      if (grounds.every((ground) => contrast(mixed, ground) >= least)) return mixed;
    }
    return text;
  };
  const accent = custom('accent') ?? towardsText((auto ? linkColour(element) : undefined) ?? defaults.accent, readable);
  return {
    surface: css(surface),
    text: css(text),
    muted: css(towardsText(mix(text, surface, 0.62), readable)),
    control: css(towardsText(mix(text, surface, 0.45), discernible)),
    accent: css(accent),
    onAccent: contrast([255, 255, 255], accent) >= contrast([0, 0, 0], accent) ? '#ffffff' : '#000000',
    danger: css(towardsText(defaults.danger, readable)),
    warning: css(towardsText(defaults.warning, readable)),
    dark: isDark,
  };
}

/** `share` of the first, 0–1, in the second. */
function mix(one: Rgb, other: Rgb, share: number): Rgb {
  const at = (index: 0 | 1 | 2): number => Math.round(one[index] * share + other[index] * (1 - share));
  return [at(0), at(1), at(2)];
}

/** What is inherited: the element's own colour is ours already. */
function pageText(element: Element): Rgb | undefined {
  return channels(getComputedStyle(around(element) ?? element).color);
}

function pageSurface(element: Element): Rgb {
  const behind = backgroundBehind(element);
  if (behind !== undefined) return behind;
  const { colorScheme } = getComputedStyle(element.ownerDocument.documentElement);
  const pageIsDark =
    colorScheme === 'dark' || (/\bdark\b/.test(colorScheme) && matchMedia('(prefers-color-scheme: dark)').matches);
  return pageIsDark ? [18, 18, 18] : light.surface;
}

function readableText(text: Rgb, surface: Rgb): Rgb {
  if (contrast(text, surface) >= 7) return text;
  return contrast([0, 0, 0], surface) >= contrast([255, 255, 255], surface) ? [0, 0, 0] : [255, 255, 255];
}

/** The first opaque background up the tree, also through shadow roots. */
function backgroundBehind(element: Element): Rgb | undefined {
  for (let current = around(element); current !== null; current = around(current)) {
    const colour = channels(getComputedStyle(current).backgroundColor);
    if (colour !== undefined) return colour;
  }
  return undefined;
}

/** Where it is drawn: what is slotted inherits from the slot. */
function around(element: Element): Element | null {
  const root = element.getRootNode();
  return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

/** Where a page has links in its text, then anywhere in it. */
const linkPlaces = ['main a[href]', '#xwikicontent a[href]', 'article a[href]', 'a[href]'];
/** Links looked at in each place. */
const mostLinks = 20;

/** The page's link colour, from a link of the page (one of ours would show the browser's) that does not look like text. */
function linkColour(element: Element): Rgb | undefined {
  const text = getComputedStyle(around(element) ?? element).color;
  for (const place of linkPlaces) {
    const links = element.ownerDocument.querySelectorAll(place);
    for (let i = 0; i < links.length && i < mostLinks; i++) {
      const link = links[i];
      const colour = link === undefined ? text : getComputedStyle(link).color;
      if (colour !== text) return channels(colour);
    }
  }
  return undefined;
}

/** Red, green and blue, 0–255; `undefined` for what is no colour, or lets more through than it covers. */
function channels(colour: string): Rgb | undefined {
  const numbers = /^rgba?\(([\d.]+)[ ,]+([\d.]+)[ ,]+([\d.]+)(?:[ ,/]+([\d.]+))?\)$/.exec(colour);
  if (numbers !== null) {
    const [, red, green, blue, alpha = 1] = numbers;
    return Number(alpha) < 0.5 ? undefined : [Number(red), Number(green), Number(blue)];
  }
  return colour === '' || !CSS.supports('color', colour) ? undefined : paintedChannels(colour);
}

/** Of a colour in any notation, as the browser paints it. */
function paintedChannels(colour: string): Rgb | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return undefined;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  return alpha < 128 ? undefined : [red, green, blue];
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
