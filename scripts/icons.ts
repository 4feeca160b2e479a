import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

/** Draws the portal's icons (the ring of 一円) as PNG: `npm run icons`. The results are kept in apps/portal/public/icons. */

const PAPER = [0xfa, 0xf8, 0xf3];
const SUN = [0xe8, 0xa3, 0x17];
/** Samples along each side of a pixel, so that the ring's edge is smooth. */
const SAMPLES = 4;

/** A square PNG with the ring in its middle. @param radius of the ring's centre line, as a share of the size */
function ringPng(size: number, radius: number): Buffer {
  const half = size / 2;
  const band = radius * size * 0.25;
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let inside = 0;
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        const dx = x + ((sample % SAMPLES) + 0.5) / SAMPLES - half;
        const dy = y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES - half;
        if (Math.abs(Math.hypot(dx, dy) - radius * size) < band) inside++;
      }
      const share = inside / (SAMPLES * SAMPLES);
      for (let channel = 0; channel < 3; channel++) {
        const value = SUN[channel]! * share + PAPER[channel]! * (1 - share);
        rows[y * (1 + size * 3) + 1 + x * 3 + channel] = Math.round(value);
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // 8 bits a channel, RGB.
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

for (const [name, size, radius] of [
  ['ring-192', 192, 0.29],
  ['ring-512', 512, 0.29],
  // Launchers may cut away all but the middle 80 %.
  ['ring-maskable-512', 512, 0.22],
] as const) {
  writeFileSync(`apps/portal/public/icons/${name}.png`, ringPng(size, radius));
}
