import type { MediaSize } from '../../protocol/media.ts';
import type { StyleValues } from '../parts/styled.ts';

/** The largest box of a picture, em. */
const widest = 24;
const highest = 18;

/** Room for a picture before anything of it is known but its declared size. */
export function pictureStyles(box: MediaSize | undefined): StyleValues {
  if (box === undefined) return { 'inline-size': '16em', 'aspect-ratio': '4 / 3' };
  // A very long or very flat picture is shown inside a box that can still be hit.
  const ratio = Math.min(Math.max(box.width / box.height, 0.2), 8);
  return {
    'inline-size': `min(${Math.max(box.width, 24)}px, ${widest}em, ${(highest * ratio).toFixed(2)}em)`,
    'aspect-ratio': String(Number(ratio.toFixed(4))),
  };
}
