/** What may move, as far as its declared type tells. */
const moving = /^image\/(?:gif|webp|apng)$/;
/** Twice the largest box at the common font size. */
const largestSide = 800;

/** The reader does not want what moves by itself. */
export function staysStill(mime: string): boolean {
  return moving.test(mime) && matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** The first frame of a picture, as large as a box may show it. Rejects where it is none. */
export async function firstFrame(url: string): Promise<HTMLCanvasElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(1, largestSide / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
