/** A second of silence. */
export function silence(): Blob {
  const rate = 8_000;
  const head = new DataView(new ArrayBuffer(44));
  const write = (at: number, text: string): void => {
    [...text].forEach((letter, index) => head.setUint8(at + index, letter.charCodeAt(0)));
  };
  write(0, 'RIFF');
  head.setUint32(4, 36 + rate, true);
  write(8, 'WAVEfmt ');
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, rate, true);
  head.setUint32(28, rate, true);
  head.setUint16(32, 1, true);
  head.setUint16(34, 8, true);
  write(36, 'data');
  head.setUint32(40, rate, true);
  return new Blob([head, new Uint8Array(rate).fill(128)], { type: 'audio/wav' });
}
