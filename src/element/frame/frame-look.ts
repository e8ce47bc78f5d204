import { isFontList } from '../../protocol/frame.ts';
import type { FrameLook } from '../../protocol/frame.ts';
import { pageColours } from '../theme.ts';

/** How the page looks around an element, as values: the same ones that an element in the page derives its own from. */
export function frameLook(element: Element, theme: string): FrameLook {
  const { surface, text, accent, dark } = pageColours(element, theme);
  const style = getComputedStyle(element);
  const own = style.getPropertyValue('--wiki-room-font-family').trim();
  const fontFamily = own === '' ? style.fontFamily : own;
  return {
    surface: whole(surface),
    text: whole(text),
    accent: whole(accent),
    dark,
    direction: style.direction === 'rtl' ? 'rtl' : 'ltr',
    // What is no plain list of names is not sent: the frame would drop all of it.
    fontFamily: isFontList(fontFamily) ? fontFamily : 'sans-serif',
    fontSize: Math.min(200, Math.max(1, Number.parseFloat(style.fontSize) || 16)),
  };
}

/** Channels as whole numbers. */
function whole(colour: string): string {
  return colour.replaceAll(/\d+\.\d+/g, (number) => String(Math.round(Number(number))));
}
