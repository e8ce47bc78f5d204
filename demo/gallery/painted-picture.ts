/** A picture that is made, not fetched: the same for an address every time. */
export async function paintedPicture(mxc: string): Promise<Blob> {
  const [, width = '320', height = '240'] = /-(\d+)x(\d+)$/.exec(mxc) ?? [];
  const scale = Math.min(1, 800 / Number(width), 800 / Number(height));
  const canvas = new OffscreenCanvas(Math.ceil(Number(width) * scale), Math.ceil(Number(height) * scale));
  const context = canvas.getContext('2d');
  if (context !== null) {
    const gradient = context.createLinearGradient(0, 0, canvas.width, canvas.height);
    gradient.addColorStop(0, '#4a7a96');
    gradient.addColorStop(1, '#d9a566');
    context.fillStyle = gradient;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}
