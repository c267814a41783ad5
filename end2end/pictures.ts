// Files that somebody chooses as a picture.

import { crc32, deflateSync } from "node:zlib";

export interface PictureFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export const RED = [220, 30, 30];
export const GREEN = [30, 180, 60];
export const BLUE = [40, 60, 220];

/** A PNG, a pixel at a time. */
export function png(width: number, height: number, colour: (x: number, y: number) => number[]): PictureFile {
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y += 1) {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x += 1) row.set(colour(x, y), 1 + x * 3);
    rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const parts = [part("IHDR", header), part("IDAT", deflateSync(Buffer.concat(rows))), part("IEND", Buffer.alloc(0))];
  const buffer = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
  return { name: "holiday.png", mimeType: "image/png", buffer };
}

function part(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named) >>> 0);
  return Buffer.concat([length, named, check]);
}

/** Three stripes beside each other: red, green, blue. */
export function stripes(): PictureFile {
  return png(600, 200, (x) => (x < 200 ? RED : x < 400 ? GREEN : BLUE));
}

/** A file of any other kind. */
export function other(name: string, text: string, bytes = text.length): PictureFile {
  const buffer = Buffer.alloc(bytes);
  buffer.write(text, "latin1");
  return { name, mimeType: "image/png", buffer };
}
