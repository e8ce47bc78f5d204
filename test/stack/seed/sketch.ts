import { crc32, deflateSync } from 'node:zlib';

type Colour = readonly [number, number, number];

const paper: Colour = [250, 249, 245];
const ink: Colour = [36, 64, 98];
const pencil: Colour = [126, 158, 189];
const water: Colour = [198, 222, 232];
const line: Colour = [214, 210, 200];

export const sketchWidth = 960;
export const sketchHeight = 540;

/** A drawing of the quay with its bookings, as a PNG. */
export function sketch(): Buffer {
  const pixels = Buffer.alloc(sketchWidth * sketchHeight * 3);
  const fill = (left: number, top: number, width: number, height: number, colour: Colour, dash = 0): void => {
    for (let y = top; y < Math.min(top + height, sketchHeight); y++) {
      for (let x = left; x < Math.min(left + width, sketchWidth); x++) {
        const edge = x < left + 3 || x >= left + width - 3 || y < top + 3 || y >= top + height - 3;
        if (dash > 0 && (!edge || (x + y) % dash < dash / 2)) continue;
        pixels.set(colour, (y * sketchWidth + x) * 3);
      }
    }
  };
  fill(0, 0, sketchWidth, sketchHeight, paper);
  for (let tide = 60; tide < sketchHeight; tide += 110) fill(0, tide, sketchWidth, 6, water);
  for (let berth = 0; berth <= 8; berth++) fill(berth * 120, 0, 1, sketchHeight, line);
  for (let ship = 0; ship < 19; ship++) {
    const left = (ship % 8) * 120 + 14;
    const top = 20 + Math.floor(ship / 8) * 180 + ((ship * 37) % 60);
    const height = 60 + ((ship * 53) % 80);
    if (ship % 5 === 4) fill(left, top, 92, height, ink, 12);
    else fill(left, top, 92, height, ship % 3 === 0 ? pencil : ink);
  }
  return png(pixels);
}

function png(pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sketchWidth, 0);
  header.writeUInt32BE(sketchHeight, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const stride = sketchWidth * 3;
  const rows = Buffer.alloc(sketchHeight * (stride + 1));
  for (let y = 0; y < sketchHeight; y++) pixels.copy(rows, y * (stride + 1) + 1, y * stride, (y + 1) * stride);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
